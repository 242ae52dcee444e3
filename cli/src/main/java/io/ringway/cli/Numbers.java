package io.ringway.cli;

/** Reads numbers of configuration files. */
final class Numbers {

  private Numbers() {}

  static long whole(int line, String what, String text, long min, long max) throws Refusal {
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw new Refusal(
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
}
