package io.ringway.protocol;

import java.util.List;

/**
 * Which requests belong to a cluster. Among the clusters of one port the request goes to the one
 * with a matching host, then to the one with the longest matching path prefix.
 *
 * @param port 1 to 65,535, or 0 for the balancer's own main port
 * @param hosts host names in lower case; none means every host
 * @param pathPrefix starts with a slash; {@code /} means every path
 */
public record Listen(int port, List<String> hosts, String pathPrefix) {

  /** Everything that arrives at the balancer's main port. */
  public static final Listen DEFAULT = new Listen(0, List.of(), "/");

  /** Checks the ranges. */
  public Listen {
    Require.range("listening port", port, 0, 65_535);
    hosts = List.copyOf(hosts);
    hosts.forEach(host -> Require.text("host name of a cluster", host, 253));
    Require.path("path prefix of a cluster", pathPrefix);
  }
}
