package io.ringway.balancer.proxy;

import java.util.concurrent.TimeUnit;

/** The one time by which something has to happen; moved by writing a field, not by a timer. */
final class Deadline {

  private long at = Long.MAX_VALUE;

  void in(long millis) {
    at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
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

  /** Whether it was set for this span before that time; true when that cannot be told. */
  boolean wasSetBefore(long time, long millis) {
    return at - TimeUnit.MILLISECONDS.toNanos(millis) - time <= 0;
  }
}
