package io.ringway.balancer.health;

/** The number of ejected servers of a cluster, with its limit. */
final class Ejections {

  // Guarded by this.
  private int servers;
  private int maxPercent;
  private int ejected;

  /**
   * Sets the limit.
   *
   * @param ready servers that the operator wants to take requests
   * @param percent of them that may be ejected at once
   */
  synchronized void limit(int ready, int percent) {
    servers = ready;
    maxPercent = percent;
  }

  /** Counts one more ejected server, unless the limit is reached. */
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
