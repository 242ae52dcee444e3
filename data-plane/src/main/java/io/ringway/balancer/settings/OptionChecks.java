package io.ringway.balancer.settings;

import java.util.function.Supplier;

/** Checks of option values, with error messages that name the option. */
final class OptionChecks {

  private OptionChecks() {}

  static void notNegative(String option, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " is 0 or more, not " + value + ".");
    }
  }

  static void port(String option, int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException(option + " is 0 to 65535, not " + value + ".");
    }
  }

  /** Builds a value from these options; its validation errors name them. */
  static <T> T naming(String options, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " Look at " + options + ".", e);
    }
  }
}
