package io.ringway.control.shell;

import java.time.Duration;
import java.util.Locale;

/** The formats of numbers, shared by pages and live streams. */
public final class NumberText {

  private NumberText() {}

  /** Formats a share from 0 to 1: {@code 33.1 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", share * 100);
  }

  /** Formats a share from 0 to 1 as the width of an SVG bar: {@code 33.10%}. */
  public static String width(double share) {
    return String.format(Locale.ROOT, "%.2f%%", Math.clamp(share, 0, 1) * 100);
  }

  /** Formats a weight without trailing zeros: {@code 1}, {@code 0.25}. */
  public static String weight(double weight) {
    return weight == Math.rint(weight)
        ? String.format(Locale.ROOT, "%.0f", weight)
        : Double.toString(weight);
  }

  /** Formats an age: {@code 3 s}, {@code 12 min}, {@code 5 h}, {@code 3 d}. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "\u00a0s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "\u00a0min";
    }
    return seconds < 86_400 ? seconds / 3_600 + "\u00a0h" : seconds / 86_400 + "\u00a0d";
  }

  /** Formats a rate: {@code 12.5}. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  /** Formats an integer with separated thousands: {@code 12,345}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
