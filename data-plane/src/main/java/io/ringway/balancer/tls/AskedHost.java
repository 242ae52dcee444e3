package io.ringway.balancer.tls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What the client of a connection asked for in its handshake, and what it was shown.
 *
 * @param name the host name that it asked for (SNI), in lower case
 * @param shown the names of the certificate that it was shown, in lower case
 */
public record AskedHost(String name, Set<String> shown) {

  /**
   * Whether requests for this host belong on the connection: it is the name that was asked for, or
   * one that the certificate is for as well.
   *
   * @param head where the host stands, without its port
   */
  public boolean covers(byte[] head, int from, int to) {
    int end = to > from && head[to - 1] == '.' ? to - 1 : to; // the root, which may be left out
    return isName(head, from, end) || isShown(head, from, end);
  }

  private boolean isName(byte[] head, int from, int to) {
    if (to - from != name.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int b = head[i] >= 'A' && head[i] <= 'Z' ? head[i] + 32 : head[i];
      if (b != name.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  private boolean isShown(byte[] head, int from, int to) {
    String host =
        new String(head, from, to - from, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return shown.contains(host) || dot > 0 && shown.contains("*" + host.substring(dot));
  }
}
