package io.ringway.routing.key;

import static io.ringway.routing.key.RequestView.lower;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Host names in normal form (RFC 3986 section 6.2.2): lower case, percent-encoded bytes decoded,
 * and without the one trailing dot that stands for the root of the DNS.
 */
public final class HostName {

  private HostName() {}

  /**
   * Returns whether the host in these bytes, without its port, equals the name. Allocates nothing.
   */
  public static boolean is(byte[] bytes, int from, int to, String name) {
    int end = withoutRoot(bytes, from, to);
    int length = name.length();
    if (length > 1 && name.charAt(length - 1) == '.') {
      length--;
    }
    int at = from;
    for (int i = 0; i < length; i++) {
      if (at >= end) {
        return false;
      }
      int decoded = NormalPath.decoded(bytes, at, end);
      if (lower(decoded < 0 ? bytes[at] : (byte) decoded) != name.charAt(i)) {
        return false;
      }
      at += decoded < 0 ? 1 : 3;
    }
    return at == end;
  }

  /** Returns the normal form of the host in these bytes, without its port. */
  public static byte[] normal(byte[] bytes, int from, int to) {
    int end = withoutRoot(bytes, from, to);
    byte[] normal = new byte[end - from];
    int length = 0;
    for (int at = from; at < end; at++) {
      int decoded = NormalPath.decoded(bytes, at, end);
      normal[length++] = (byte) lower(decoded < 0 ? bytes[at] : (byte) decoded);
      at += decoded < 0 ? 0 : 2;
    }
    return length == normal.length ? normal : Arrays.copyOf(normal, length);
  }

  /** Returns the normal form of a host, given without its port. */
  static String normal(String host) {
    byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
    return new String(normal(bytes, 0, bytes.length), StandardCharsets.UTF_8);
  }

  private static int withoutRoot(byte[] bytes, int from, int to) {
    if (to - from > 1 && bytes[to - 1] == '.') {
      return to - 1;
    }
    return to - from > 3 && NormalPath.decoded(bytes, to - 3, to) == '.' ? to - 3 : to;
  }
}
