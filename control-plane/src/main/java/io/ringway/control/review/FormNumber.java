package io.ringway.control.review;

import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.shell.ProblemException;

/** The parser of numbers in forms. */
public final class FormNumber {

  private FormNumber() {}

  /** Parses a decimal number. The caller checks its range. */
  public static double decimal(String what, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw notOne(what, text, "a number");
    }
  }

  public static int whole(String what, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw notOne(what, text, "a whole number");
    }
  }

  private static ProblemException notOne(String what, String text, String kind) {
    return ClusterProblems.invalid(
        "'" + text.strip() + "' is not a " + what + ": give " + kind + ".");
  }
}
