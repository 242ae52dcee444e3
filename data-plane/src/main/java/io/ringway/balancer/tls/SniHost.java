package io.ringway.balancer.tls;

import io.ringway.routing.key.HostName;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The host name in a client's handshake (SNI), with the names of the certificate that it got.
 *
 * @param name the host name of SNI, in lower case
 * @param shown the names of the certificate, in lower case
 */
public record SniHost(String name, Set<String> shown) {

  /**
   * Tells whether requests for this host belong on the connection: it is the name of SNI, or
   * another name of the certificate.
   *
   * @param head contains the host, without its port
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
