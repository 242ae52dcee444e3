package io.ringway.balancer.http;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/**
 * A host with an optional port: RFC 3986 section 3.2, without user information.
 *
 * <p>The comma is the only character of a name that is refused: many servers read {@code
 * X-Forwarded-Host} as a list, in which it would make two hosts of one.
 */
public final class Authority {

  private static final boolean[] NAME = new boolean[128];

  static {
    for (char c = '0'; c < 127; c++) {
      NAME[c] = c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
    for (char c : "-._~!$&'()*+;=".toCharArray()) {
      NAME[c] = true;
    }
  }

  private Authority() {}

  /** Records the positions of host and authority; returns false when they are not well-formed. */
  public static boolean parse(Head head, byte[] bytes, int from, int to) {
    int end =
        from < to && bytes[from] == '[' ? literalEnd(bytes, from, to) : nameEnd(bytes, from, to);
    if (end == from || !port(bytes, end, to)) {
      return false;
    }
    head.hostStart = from;
    head.hostEnd = end;
    head.authorityEnd = to;
    return true;
  }

  /** Returns the end of an address in brackets, or its beginning when it is none. */
  private static int literalEnd(byte[] bytes, int from, int to) {
    int end = from + 1;
    while (end < to && bytes[end] != ']') {
      end++;
    }
    if (end >= to) {
      return from;
    }
    return future(bytes, from + 1, end) || version6(bytes, from + 1, end) ? end + 1 : from;
  }

  /**
   * Returns whether the bytes are an {@code IPv6address}, without a zone, which has no meaning
   * outside of a host.
   */
  private static boolean version6(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Ascii.hexDigit(bytes[i]) < 0 && bytes[i] != ':' && bytes[i] != '.') {
        return false;
      }
    }
    return NetUtil.isValidIpV6Address(
        new String(bytes, from, to - from, StandardCharsets.US_ASCII));
  }

  /**
   * Returns whether the bytes are an {@code IPvFuture}: a version in hexadecimal digits, a dot, and
   * an address of that version.
   */
  private static boolean future(byte[] bytes, int from, int to) {
    int at = from + 1;
    if (from == to || bytes[from] != 'v' && bytes[from] != 'V') {
      return false;
    }
    while (at < to && Ascii.hexDigit(bytes[at]) >= 0) {
      at++;
    }
    if (at == from + 1 || at == to || bytes[at] != '.' || at + 1 == to) {
      return false;
    }
    for (int i = at + 1; i < to; i++) {
      if (!nameCharacter(bytes[i]) && bytes[i] != ':') {
        return false;
      }
    }
    return true;
  }

  /** Returns the end of a {@code reg-name} or an IPv4 address, or its start if it is malformed. */
  private static int nameEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to) {
      if (nameCharacter(bytes[end])) {
        end++;
      } else if (bytes[end] == '%') {
        if (end + 2 >= to
            || Ascii.hexDigit(bytes[end + 1]) < 0
            || Ascii.hexDigit(bytes[end + 2]) < 0) {
          return from;
        }
        end += 3;
      } else {
        break;
      }
    }
    return end;
  }

  private static boolean nameCharacter(byte b) {
    return b >= 0 && NAME[b];
  }

  private static boolean port(byte[] bytes, int from, int to) {
    if (from == to) {
      return true;
    }
    if (bytes[from] != ':' || to - from > 6) {
      return false;
    }
    int port = 0;
    for (int i = from + 1; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
    }
    return port <= 65_535;
  }
}
