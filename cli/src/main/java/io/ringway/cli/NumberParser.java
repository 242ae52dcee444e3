package io.ringway.cli;

/** Parses numbers in configuration files. */
final class NumberParser {

  private NumberParser() {}

  static long whole(int line, String what, String text, long min, long max) throws CliException {
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw new CliException(
        line,
        "the "
            + what
            + " is '"
            + text
            + "': Ringway takes a whole number from "
            + min
            + " to "
            + max
            + ".");
  }

  /**
   * Returns the number that a text begins with, as C's {@code atol} parses it: 0 when there is
   * none, the greatest or smallest when it is out of range.
   */
  static long leading(String text) {
    int at = 0;
    while (at < text.length() && HaProxyWords.space(text.charAt(at))) {
      at++;
    }
    boolean minus = text.startsWith("-", at);
    at += minus || text.startsWith("+", at) ? 1 : 0;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = Math.min(value * 10 + text.charAt(at++) - '0', Long.MAX_VALUE / 16);
    }
    return minus ? -value : value;
  }
}
