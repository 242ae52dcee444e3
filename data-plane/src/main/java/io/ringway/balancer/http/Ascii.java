package io.ringway.balancer.http;

import static io.ringway.routing.key.RequestView.lower;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Comparisons and output of ASCII bytes without strings. */
public final class Ascii {

  private static final boolean[] TOKEN = new boolean[256];
  private static final byte[] HEX = of("0123456789abcdef");

  static {
    for (char c = '!'; c < 127; c++) {
      TOKEN[c] =
          c >= '0' && c <= '9'
              || c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private Ascii() {}

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns whether a byte is a character of a token (RFC 9110 section 5.6.2). */
  public static boolean token(byte b) {
    return TOKEN[b & 0xff];
  }

  public static boolean equalsLower(byte[] bytes, int from, int to, byte[] lowerCase) {
    if (to - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if (lower(bytes[from + i]) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  public static boolean equals(byte[] bytes, int from, int to, byte[] other) {
    return Arrays.equals(bytes, from, to, other, 0, other.length);
  }

  /** Returns the value of a hexadecimal digit, or -1. */
  public static int hexDigit(byte b) {
    int c = lower(b);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  public static void decimal(ByteBuf out, int value) {
    if (value >= 10) {
      decimal(out, value / 10);
    }
    out.writeByte('0' + value % 10);
  }

  /** Writes all sixteen hexadecimal digits. */
  public static void hex16(ByteBuf out, long value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.writeByte(HEX[(int) (value >>> shift) & 15]);
    }
  }

  public static void hex(ByteBuf out, long value) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.writeByte(HEX[(int) (value >>> shift) & 15]);
    }
  }
}
