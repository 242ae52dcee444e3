package io.ringway.ring.algorithm;

/** Parses IP addresses from text without allocating, as far as hashing them needs it. */
final class AddressText {

  /** The result for a text that is not an address. */
  static final long NONE = -1;

  private AddressText() {}

  /**
   * Returns the 32 bits of an IPv4 address, or the four words of an IPv6 address combined by
   * exclusive or.
   *
   * @return 0 to 2³² − 1, or {@link #NONE}
   */
  static long folded(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == ':') {
        return six(text, from, to);
      }
    }
    return four(text, from, to);
  }

  private static long four(byte[] text, int from, int to) {
    long value = 0;
    int part = -1;
    int parts = 0;
    for (int i = from; i <= to; i++) {
      int digit = i < to ? text[i] - '0' : -1;
      if (digit >= 0 && digit <= 9) {
        part = Math.max(part, 0) * 10 + digit;
        if (part > 255) {
          return NONE;
        }
      } else if (part < 0 || (i < to && text[i] != '.') || ++parts > 4) {
        return NONE;
      } else {
        value = value << 8 | part;
        part = -1;
      }
    }
    return parts == 4 ? value : NONE;
  }

  /**
   * Folds an IPv6 address. Groups before the gap are counted from the front and groups after it
   * from the end. Folding needs only to know which half of a word a group is.
   */
  private static long six(byte[] text, int from, int to) {
    int folded = 0;
    int groups = 0;
    int gap = -1;
    int tail = 0; // the groups after the gap, folded as if they ended where they do now
    int at = from;
    if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
      gap = 0;
      at += 2;
    }
    while (at < to && text[at] != '%') {
      int end = at;
      int group = 0;
      while (end < to && Character.digit(text[end], 16) >= 0 && end - at < 5) {
        group = group << 4 | Character.digit(text[end], 16);
        end++;
      }
      if (end < to && text[end] == '.') {
        int stop = end;
        while (stop < to && text[stop] != '%') {
          stop++;
        }
        long four = four(text, at, stop);
        if (four == NONE || groups > 6) {
          return NONE;
        }
        groups += 2;
        if (gap < 0) {
          folded ^= (int) four;
        } else {
          tail = tail ^ (int) four;
        }
        at = stop;
        break;
      }
      if (end == at || end - at > 4 || groups == 8) {
        return NONE;
      }
      groups++;
      if (gap < 0) {
        folded ^= (groups & 1) == 1 ? group << 16 : group;
      } else {
        tail = Integer.rotateLeft(tail, 16) ^ group;
      }
      at = end;
      if (at < to && text[at] == ':') {
        at++;
        if (at < to && text[at] == ':') {
          if (gap >= 0) {
            return NONE;
          }
          gap = groups;
          at++;
        } else if (at == to) {
          return NONE;
        }
      } else if (at < to && text[at] != '%') {
        return NONE;
      }
    }
    if (gap < 0 ? groups != 8 : groups > 7) {
      return NONE;
    }
    return (folded ^ tail) & 0xffff_ffffL;
  }
}
