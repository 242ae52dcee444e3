package io.ringway.balancer.tls;

import io.ringway.routing.key.HostName;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What the client of a connection asked for in its handshake, and what it was shown.
 *
 * @param name the host name that it asked for (SNI), in lower case
 * @param shown the names of the certificate that it was shown, in lower case
 */
public record SniHost(String name, Set<String> shown) {

  /**
   * Whether requests for this host belong on the connection: it is the name that was asked for, or
   * one that the certificate is for as well.
   *
   * @param head where the host stands, without its port
   */
  public boolean covers(byte[] head, int from, int to) {
    return HostName.is(head, from, to, name) || isShown(HostName.normal(head, from, to));
  }

  private boolean isShown(byte[] normal) {
    String host = new String(normal, StandardCharsets.ISO_8859_1);
    int dot = host.indexOf('.');
    return shown.contains(host) || dot > 0 && shown.contains("*" + host.substring(dot));
  }
}
