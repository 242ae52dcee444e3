package io.ringway.balancer.listener;

/**
 * The operator's settings for ports.
 *
 * @param maxConnections the most client connections on all ports together, at least 1; another one
 *     evicts the connection that is idle for longest, or else gets a 503
 * @param shared whether other processes of the same user may listen on the same ports, so that a
 *     new balancer takes over from an old one without a gap
 * @param yieldMillis how long a connection has to be idle before it is evicted, 0 to 3,600,000
 */
public record PortRules(int maxConnections, boolean shared, int yieldMillis) {

  /** The default: longer than the pauses of a client that sends one request after another. */
  private static final int YIELD_MILLIS = 1_000;

  /** The defaults: no limit of connections, and ports of our own. */
  public static final PortRules DEFAULT = new PortRules(Integer.MAX_VALUE, false);

  /** Creates rules with the default idle time before eviction. */
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
