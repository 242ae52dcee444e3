package io.ringway.balancer.proxy;

/**
 * What the operator of a balancer decides about its ports.
 *
 * @param maxConnections the most client connections on all ports together, at least 1; one more is
 *     answered 503 and closed
 * @param shared whether other processes of the same user may listen on the same ports: so a new
 *     balancer takes over from an old one without a gap
 */
public record PortRules(int maxConnections, boolean shared) {

  /** As many connections as come, and ports of our own. */
  public static final PortRules DEFAULT = new PortRules(Integer.MAX_VALUE, false);

  /** Checks the range. */
  public PortRules {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "The most client connections are 1 or more, not " + maxConnections + ".");
    }
  }
}
