package io.ringway.balancer.proxy;

/** A host with an optional port: RFC 3986 section 3.2, without user information. */
final class Authority {

  private Authority() {}

  /** Records where host and authority are; false when they are not well-formed. */
  static boolean parse(Head head, byte[] bytes, int from, int to) {
    int end = from;
    if (from < to && bytes[from] == '[') {
      while (end < to && bytes[end] != ']') {
        byte b = bytes[end];
        if (end > from && Ascii.hexDigit(b) < 0 && b != ':' && b != '.') {
          return false;
        }
        end++;
      }
      if (end == to || end == from + 1) {
        return false;
      }
      end++;
    } else {
      while (end < to && nameCharacter(bytes[end])) {
        end++;
      }
      if (end == from) {
        return false;
      }
    }
    if (!port(bytes, end, to)) {
      return false;
    }
    head.hostStart = from;
    head.hostEnd = end;
    head.authorityEnd = to;
    return true;
  }

  private static boolean nameCharacter(byte b) {
    return b >= '0' && b <= '9'
        || b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~'
        || b == '%';
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
