package io.ringway.balancer.accesslog;

import java.nio.charset.StandardCharsets;

/**
 * A writer of lines into a block of memory. Texts that a client chose are escaped to printable
 * ASCII without quotes, so that no request can end its line, its field or the JSON around it, nor
 * control the terminal of a reader. Bytes above 126 are written as Latin-1 characters, since their
 * encoding is unknown.
 */
final class LineWriter {

  /** Longest text of a client; a longer one is cut and ends with three dots. */
  static final int MOST_OF_A_TEXT = 2_048;

  /** Most bytes of an escaped text: six for each byte, and the dots. */
  static final int MOST_ESCAPED = 6 * MOST_OF_A_TEXT + 3;

  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] UNICODE = ascii("\\u00");
  private static final byte[] CUT = ascii("...");

  private byte[] block = AccessEntry.NOTHING;
  private int at;

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Continues at this position. */
  void at(byte[] memory, int position) {
    block = memory;
    at = position;
  }

  int position() {
    return at;
  }

  /** Writes a text of the balancer itself, in ASCII. */
  LineWriter raw(String text) {
    for (int i = 0; i < text.length(); i++) {
      block[at++] = (byte) text.charAt(i);
    }
    return this;
  }

  LineWriter raw(byte[] text) {
    System.arraycopy(text, 0, block, at, text.length);
    at += text.length;
    return this;
  }

  /** Writes a text from outside. */
  LineWriter escaped(byte[] text, int from, int to) {
    int end = Math.min(to, from + MOST_OF_A_TEXT);
    for (int i = from; i < end; i++) {
      int b = text[i] & 0xff;
      if (b >= ' ' && b < 127 && b != '"' && b != '\\') {
        block[at++] = (byte) b;
      } else {
        raw(UNICODE);
        block[at++] = HEX[b >> 4];
        block[at++] = HEX[b & 15];
      }
    }
    return end < to ? raw(CUT) : this;
  }

  LineWriter decimal(long value) {
    if (value >= 10) {
      decimal(value / 10);
    }
    block[at++] = (byte) ('0' + value % 10);
    return this;
  }

  /** Writes all sixteen digits. */
  LineWriter hex(long value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      block[at++] = HEX[(int) (value >>> shift) & 15];
    }
    return this;
  }
}
