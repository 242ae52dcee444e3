package io.ringway.balancer;

import java.util.function.Supplier;

/** What is said about a value that cannot be: a sentence that names the option to look at. */
final class OptionChecks {

  private OptionChecks() {}

  static void ifNegative(String option, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " is 0 or more, not " + value + ".");
    }
  }

  static void unlessPort(String option, int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException(option + " is 0 to 65535, not " + value + ".");
    }
  }

  /** The rule that is made of these options; what the rule says against a value names them. */
  static <T> T naming(String options, Supplier<T> rule) {
    try {
      return rule.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " Look at " + options + ".", e);
    }
  }
}
