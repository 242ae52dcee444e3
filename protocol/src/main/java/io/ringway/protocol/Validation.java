package io.ringway.protocol;

/**
 * The range checks of this package, each with a message that names the field, the value and the
 * range.
 */
final class Validation {

  private Validation() {}

  static void text(String field, String value, int max) {
    if (value.isBlank() || value.length() > max) {
      throw new IllegalArgumentException(
          "The "
              + field
              + " has 1 to "
              + max
              + " characters, this one has "
              + value.length()
              + ".");
    }
  }

  /** Checks for a token of RFC 9110, section 5.6.2. */
  static void token(String field, String value, int max) {
    text(field, value, max);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean token =
          c >= '0' && c <= '9'
              || c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      if (!token) {
        throw new IllegalArgumentException(
            "'" + value + "' cannot be the " + field + ": use letters, digits and -_.~ only.");
      }
    }
  }

  static void port(String field, int value) {
    range(field, value, 1, 65_535);
  }

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "The "
              + field
              + " is "
              + value
              + ": give a whole number from "
              + min
              + " to "
              + max
              + ".");
    }
  }

  /** Checks for visible ASCII only: a path is copied into a request head unchanged. */
  static void path(String field, String value) {
    text(field, value, 1_024);
    boolean visible = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (value.charAt(0) != '/' || !visible) {
      throw new IllegalArgumentException(
          "The " + field + " starts with '/' and has visible ASCII characters only.");
    }
  }
}
