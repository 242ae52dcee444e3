package io.ringway.balancer.exchange;

import java.util.concurrent.TimeUnit;

/** A deadline. Setting it writes a field; there is no timer. */
final class Deadline {

  /**
   * Below this span the clock is read for precision; several deadlines are set for each request.
   */
  private static final long EXACT_MILLIS = 1_000;

  private final EventLoopContext loop;
  private long at = Long.MAX_VALUE;

  Deadline(EventLoopContext loop) {
    this.loop = loop;
  }

  /** Sets it to this span from now. A long one may end up to two ticks of the event loop late. */
  void in(long millis) {
    long now = millis < EXACT_MILLIS ? System.nanoTime() : loop.nextTickNanos();
    at = now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void none() {
    at = Long.MAX_VALUE;
  }

  /** Returns whether it has passed; then it is cleared. */
  boolean passed(long now) {
    if (at == Long.MAX_VALUE || now - at < 0) {
      return false;
    }
    at = Long.MAX_VALUE;
    return true;
  }

  /** Returns when it was set, if it was for this span. */
  long setAt(long millis) {
    return at - TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Returns whether it was set for this span before that time; true when that cannot be known. */
  boolean wasSetBefore(long time, long millis) {
    return at - TimeUnit.MILLISECONDS.toNanos(millis) - time <= 0;
  }
}
