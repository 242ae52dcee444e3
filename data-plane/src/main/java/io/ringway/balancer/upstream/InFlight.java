package io.ringway.balancer.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests are under way, exact over all event loops. Kept only where a load bound needs
 * it: it is one memory cell that all loops write.
 */
public final class InFlight {

  private final AtomicInteger count = new AtomicInteger();

  /** None. */
  public InFlight() {}

  /** How many there are now. */
  public int value() {
    return count.get();
  }

  /** Counts one more. Pair with {@link #leave}. */
  public void enter() {
    count.incrementAndGet();
  }

  /**
   * Counts one more unless there are that many: of two loops that see the last place, one gets it.
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

  /** One is over. */
  public void leave() {
    count.decrementAndGet();
  }
}
