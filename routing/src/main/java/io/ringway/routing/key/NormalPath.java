package io.ringway.routing.key;

/**
 * The normalization of paths: percent-encoded bytes decoded once, double slashes merged, dot
 * segments removed (RFC 3986 sections 2.4 and 5.2.4), in nginx's order: an encoded slash or dot
 * counts like a plain one.
 */
final class NormalPath {

  private NormalPath() {}

  /**
   * Points the span at the normal form: at the path itself when it is already normal, which
   * allocates nothing.
   */
  static boolean read(byte[] bytes, int from, int to, Span key) {
    if (isNormal(bytes, from, to)) {
      return key.set(bytes, from, to);
    }
    byte[] path = new byte[to - from];
    int length = 0;
    int segment = 0; // start of the last segment: after its slash
    for (int at = from; at < to && bytes[at] != '#'; at++) {
      int decoded = decoded(bytes, at, to);
      if (decoded >= 0) {
        at += 2;
      }
      byte b = decoded >= 0 ? (byte) decoded : bytes[at];
      if (b == '/' && length > 0) {
        length = closed(path, segment, length);
        if (path[length - 1] == '/') {
          segment = length;
          continue;
        }
      }
      path[length++] = b;
      if (b == '/') {
        segment = length;
      }
    }
    return key.set(path, 0, length == 0 ? 0 : closed(path, segment, length));
  }

  /** Returns whether nothing has to be decoded, merged or resolved. */
  static boolean isNormal(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == '%' || b == '#') {
        return false;
      }
      if (b == '/' && at + 1 < to) {
        byte next = bytes[at + 1];
        if (next == '/' || next == '.' && dots(bytes, at + 1, to)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns whether the segment that begins here is one or two dots. */
  private static boolean dots(byte[] bytes, int from, int to) {
    int end = from + 1;
    if (end < to && bytes[end] == '.') {
      end++;
    }
    return end == to || bytes[end] == '/' || bytes[end] == '#';
  }

  /** Returns the byte that is percent-encoded here, or -1. */
  static int decoded(byte[] bytes, int at, int to) {
    if (bytes[at] != '%' || at + 2 >= to) {
      return -1;
    }
    int high = Character.digit(bytes[at + 1], 16);
    int low = Character.digit(bytes[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Returns the length after the last segment has ended, with dot segments resolved. */
  private static int closed(byte[] path, int segment, int length) {
    int size = length - segment;
    if (size == 1 && path[segment] == '.') {
      return segment;
    }
    if (size == 2 && path[segment] == '.' && path[segment + 1] == '.') {
      int parent = Math.max(segment - 1, 0);
      while (parent > 0 && path[parent - 1] != '/') {
        parent--;
      }
      return Math.max(parent, 1);
    }
    return length;
  }
}
