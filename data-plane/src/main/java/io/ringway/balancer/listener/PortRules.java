package io.ringway.balancer.listener;

/**
 * What the operator of a balancer decides about its ports.
 *
 * @param maxConnections the most client connections on all ports together, at least 1; one more
 *     takes the place of the one that is idle for longest, else it is answered 503 and closed
 * @param shared whether other processes of the same user may listen on the same ports: so a new
 *     balancer takes over from an old one without a gap
 * @param yieldMillis how long a connection has been idle that makes room, 0 to 3,600,000
 */
public record PortRules(int maxConnections, boolean shared, int yieldMillis) {

  /** Longer than the pause of a client that asks for one thing after another. */
  private static final int YIELD_MILLIS = 1_000;

  /** As many connections as come, and ports of our own. */
  public static final PortRules DEFAULT = new PortRules(Integer.MAX_VALUE, false);

  /** With the usual time after which an idle connection makes room. */
  public PortRules(int maxConnections, boolean shared) {
    this(maxConnections, shared, YIELD_MILLIS);
  }

  /** Checks the ranges. */
  public PortRules {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "The most client connections are 1 or more, not " + maxConnections + ".");
    }
    if (yieldMillis < 0 || yieldMillis > 3_600_000) {
      throw new IllegalArgumentException(
          "A connection makes room after 0 to 3600000 ms, not " + yieldMillis + ".");
    }
  }
}
