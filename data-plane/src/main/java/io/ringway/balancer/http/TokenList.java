package io.ringway.balancer.http;

import static io.ringway.routing.key.RequestView.lower;

/**
 * Comma-separated lists of tokens in field values: RFC 9110 section 5.6.1, and the options of
 * {@code Connection} fields, section 7.6.1.
 */
public final class TokenList {

  private TokenList() {}

  /** Returns whether the list in this field has the member, given in lower case. */
  public static boolean contains(Head head, int field, byte[] member) {
    byte[] bytes = head.bytes();
    int to = head.valueEnd(field);
    for (int at = head.valueStart(field); at < to; ) {
      int end = tokenEnd(bytes, at, to);
      if (Ascii.equalsLower(bytes, at, end, member)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  public static int tokenEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != ',' && bytes[end] != ' ' && bytes[end] != '\t') {
      end++;
    }
    return end;
  }

  /** Returns whether a {@code Connection} field names this field. */
  static boolean connectionNames(Head head, int field) {
    return connectionNames(head, head.bytes(), head.nameStart(field), head.nameEnd(field));
  }

  /**
   * Returns whether a {@code Connection} field of the head has this name, which may stand
   * elsewhere.
   */
  public static boolean connectionNames(Head head, byte[] name, int from, int nameEnd) {
    byte[] bytes = head.bytes();
    int length = nameEnd - from;
    for (int h = 0; h < head.headers(); h++) {
      if (head.name(h) != FieldName.CONNECTION) {
        continue;
      }
      int to = head.valueEnd(h);
      for (int at = head.valueStart(h); at < to; ) {
        int end = tokenEnd(bytes, at, to);
        if (end - at == length && sameName(bytes, at, name, from, length)) {
          return true;
        }
        at = end + 1;
      }
    }
    return false;
  }

  private static boolean sameName(byte[] bytes, int at, byte[] name, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (lower(bytes[at + i]) != lower(name[from + i])) {
        return false;
      }
    }
    return true;
  }
}
