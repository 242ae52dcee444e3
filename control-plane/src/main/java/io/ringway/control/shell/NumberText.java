package io.ringway.control.shell;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them; pages and the live stream use the same words. */
public final class NumberText {

  private NumberText() {}

  /** A share from 0 to 1: {@code 33.1 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", share * 100);
  }

  /** A share from 0 to 1 as the width of an SVG bar: {@code 33.10%}. */
  public static String width(double share) {
    return String.format(Locale.ROOT, "%.2f%%", Math.clamp(share, 0, 1) * 100);
  }

  /** A weight without needless zeros: {@code 1}, {@code 0.25}. */
  public static String weight(double weight) {
    return weight == Math.rint(weight)
        ? String.format(Locale.ROOT, "%.0f", weight)
        : Double.toString(weight);
  }

  /** How long ago: {@code 3 s}, {@code 12 min}, {@code 5 h}, {@code 3 d}. */
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

  /** A rate: {@code 12.5}. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  /** A whole number with its thousands set apart: {@code 12,345}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
