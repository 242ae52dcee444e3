package io.ringway.balancer.health;

/** How many servers of a cluster are ejected, and how many may be at once. */
final class Ejections {

  // Guarded by this.
  private int servers;
  private int maxPercent;
  private int ejected;

  /**
   * Says what the bound is from now on.
   *
   * @param ready servers that the operator wants to take requests
   * @param percent of them that may be ejected at once
   */
  synchronized void limit(int ready, int percent) {
    servers = ready;
    maxPercent = percent;
  }

  /** Counts one more unless there are as many as may be. */
  synchronized boolean enter() {
    if ((ejected + 1) * 100L > (long) servers * maxPercent) {
      return false;
    }
    ejected++;
    return true;
  }

  synchronized void leave() {
    ejected--;
  }
}
