package io.ringway.balancer.exchange;

import java.util.concurrent.TimeUnit;

/** The one time by which something has to happen; moved by writing a field, not by a timer. */
final class Deadline {

  /** What is shorter is worth asking the clock for; several deadlines are set for each request. */
  private static final long EXACT_MILLIS = 1_000;

  private final EventLoopContext loop;
  private long at = Long.MAX_VALUE;

  Deadline(EventLoopContext loop) {
    this.loop = loop;
  }

  /** Sets it to this span from now; a long one may be up to two ticks of the loop longer. */
  void in(long millis) {
    long now = millis < EXACT_MILLIS ? System.nanoTime() : loop.nextTickNanos();
    at = now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void none() {
    at = Long.MAX_VALUE;
  }

  /** Whether it has passed; then there is none until it is set again. */
  boolean passed(long now) {
    if (at == Long.MAX_VALUE || now - at < 0) {
      return false;
    }
    at = Long.MAX_VALUE;
    return true;
  }

  /** When it was set, if it was for this span. */
  long setAt(long millis) {
    return at - TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Whether it was set for this span before that time; true when that cannot be told. */
  boolean wasSetBefore(long time, long millis) {
    return at - TimeUnit.MILLISECONDS.toNanos(millis) - time <= 0;
  }
}
