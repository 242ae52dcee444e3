package io.ringway.balancer.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The number of requests under way, exact over all event loops. Counted only where a load bound
 * needs it, since all loops write to one memory cell.
 */
public final class InFlight {

  private final AtomicInteger count = new AtomicInteger();

  /** Creates a count of zero. */
  public InFlight() {}

  /** Returns the current number. */
  public int value() {
    return count.get();
  }

  /** Counts one more request. Pair with {@link #leave}. */
  public void enter() {
    count.incrementAndGet();
  }

  /**
   * Counts one more request unless the bound is reached. When two loops compete for the last place,
   * one gets it.
   *
   * @return whether it was counted; then pair with {@link #leave}
   */
  public boolean enter(int bound) {
    for (int now = count.get(); now < bound; now = count.get()) {
      if (count.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Counts one request less. */
  public void leave() {
    count.decrementAndGet();
  }
}
