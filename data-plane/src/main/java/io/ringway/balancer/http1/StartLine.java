package io.ringway.balancer.http1;

import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Authority;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Head;
import org.jspecify.annotations.Nullable;

/** The parser of request lines and status lines (RFC 9112 sections 3 and 4). */
final class StartLine {

  private static final byte[] HTTP = Ascii.of("http://");
  private static final byte[] HTTPS = Ascii.of("https://");
  private static final byte[] VERSION = Ascii.of("HTTP/");
  private static final byte[] OPTIONS = Ascii.of("OPTIONS");
  private static final byte[] CONNECT = Ascii.of("CONNECT");

  private StartLine() {}

  static @Nullable Failure request(Head head, byte[] bytes, int to) {
    int at = 0;
    while (at < to && Ascii.token(bytes[at])) {
      at++;
    }
    if (at == 0 || at == to || bytes[at] != ' ') {
      return Failure.BAD_START_LINE;
    }
    head.methodEnd = at;
    head.targetStart = ++at;
    while (at < to && bytes[at] > ' ' && bytes[at] < 127) {
      at++;
    }
    if (at == head.targetStart || at == to) {
      return Failure.BAD_START_LINE;
    }
    if (bytes[at] != ' ') {
      return Failure.BAD_TARGET;
    }
    head.targetEnd = at;
    Failure failure = version(head, bytes, at + 1, to);
    if (failure != null) {
      return failure;
    }
    return head.methodIs(CONNECT) ? Failure.METHOD_REFUSED : target(head, bytes);
  }

  private static @Nullable Failure version(Head head, byte[] bytes, int from, int to) {
    if (to - from != 8
        || !Ascii.equals(bytes, from, from + 5, VERSION)
        || bytes[from + 6] != '.'
        || digit(bytes[from + 5]) < 0
        || digit(bytes[from + 7]) < 0) {
      return Failure.BAD_START_LINE;
    }
    if (bytes[from + 5] != '1') {
      return Failure.VERSION_REFUSED;
    }
    // A higher minor version is treated as the highest known one (RFC 9110 section 2.5).
    head.minor = Math.min(1, digit(bytes[from + 7]));
    return null;
  }

  private static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : -1;
  }

  private static @Nullable Failure target(Head head, byte[] bytes) {
    int from = head.targetStart;
    int to = head.targetEnd;
    head.pathStart = from;
    head.https = begins(bytes, from, to, HTTPS);
    if (head.https || begins(bytes, from, to, HTTP)) {
      int authority = from + (head.https ? HTTPS.length : HTTP.length);
      int path = authority;
      while (path < to && bytes[path] != '/' && bytes[path] != '?') {
        path++;
      }
      if (path == to || bytes[path] == '?') {
        // An absent path means "/", for OPTIONS "*": the authority moves to make room for it.
        System.arraycopy(bytes, authority, bytes, --authority, --path - authority);
        bytes[path] = (byte) (path + 1 == to && head.methodIs(OPTIONS) ? '*' : '/');
      }
      if (!Authority.parse(head, bytes, authority, path)) {
        return Failure.BAD_TARGET;
      }
      head.pathStart = path;
    } else if (bytes[from] != '/'
        && !(to - from == 1 && bytes[from] == '*' && head.methodIs(OPTIONS))) {
      return Failure.BAD_TARGET;
    }
    head.pathEnd = to;
    for (int at = to - 1; at >= head.pathStart; at--) {
      if (bytes[at] == '#') {
        return Failure.BAD_TARGET;
      }
      if (bytes[at] == '?') {
        head.pathEnd = at;
      }
    }
    return null;
  }

  private static boolean begins(byte[] bytes, int from, int to, byte[] scheme) {
    return to - from > scheme.length
        && Ascii.equalsLower(bytes, from, from + scheme.length, scheme);
  }

  static @Nullable Failure response(Head head, byte[] bytes, int to) {
    if (to < 12 || version(head, bytes, 0, 8) != null || bytes[8] != ' ') {
      return Failure.BAD_RESPONSE;
    }
    int hundreds = digit(bytes[9]);
    int tens = digit(bytes[10]);
    int ones = digit(bytes[11]);
    if (hundreds < 1 || hundreds > 5 || tens < 0 || ones < 0 || to > 12 && bytes[12] != ' ') {
      return Failure.BAD_RESPONSE;
    }
    head.status = hundreds * 100 + tens * 10 + ones;
    return null;
  }
}
