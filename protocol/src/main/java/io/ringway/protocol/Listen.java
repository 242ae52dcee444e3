package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * The requests that belong to a cluster. Among the clusters of one port the request goes to the one
 * with a matching host, then to the one with the longest matching path prefix.
 *
 * @param port 1 to 65,535, or 0 for the balancer's own main port
 * @param tls whether that port uses TLS, with the certificates of each balancer; never for the main
 *     port, beside which a balancer has a TLS port of its own. A port uses TLS as soon as one of
 *     its clusters requires it
 * @param hosts host names in lower case; none means every host
 * @param pathPrefix starts with a slash; {@code /} means every path
 */
public record Listen(
    int port,
    @JacksonInject(value = Codec.NO_TLS, useInput = OptBoolean.TRUE) boolean tls,
    List<String> hosts,
    String pathPrefix) {

  /** Every request at the balancer's main port. */
  public static final Listen DEFAULT = new Listen(0, List.of(), "/");

  /** Checks the ranges. */
  public Listen {
    Validation.range("listening port", port, 0, 65_535);
    if (tls && port == 0) {
      throw new IllegalArgumentException(
          "The main port does not speak TLS: give the cluster a port of its own, or leave it on"
              + " the main port, whose clusters each balancer serves over TLS on its --tls-port.");
    }
    hosts = List.copyOf(hosts);
    hosts.forEach(host -> Validation.text("host name of a cluster", host, 253));
    Validation.path("path prefix of a cluster", pathPrefix);
  }

  /** Creates a setting without TLS. */
  public Listen(int port, List<String> hosts, String pathPrefix) {
    this(port, false, hosts, pathPrefix);
  }
}
