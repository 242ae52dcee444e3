package io.ringway.control.picture;

import java.util.Locale;

/** SVG paths of ring sectors around the centre of a 400 by 400 picture. */
final class Sectors {

  static final double MIDDLE = 200;

  /**
   * The largest SVG arc, in turns. The direction of larger ones is ambiguous or lost to rounding.
   */
  private static final double LARGEST = 0.45;

  private Sectors() {}

  /** Appends the sector between two positions, in turns clockwise from the top, and two radii. */
  static void append(StringBuilder path, double start, double end, double inner, double outer) {
    int parts = Math.max(1, (int) Math.ceil((end - start) / LARGEST));
    for (int part = 0; part < parts; part++) {
      double from = start + (end - start) * part / parts;
      double to = start + (end - start) * (part + 1) / parts;
      path.append('M').append(point(from, outer));
      arc(path, outer, 1, to);
      path.append('L').append(point(to, inner));
      arc(path, inner, 0, from);
      path.append('Z');
    }
  }

  /** Returns a line along a circle from one position to the other, the shorter way. */
  static String along(double from, double to, double radius) {
    double way = to - from;
    way -= Math.rint(way);
    StringBuilder path = new StringBuilder("M").append(point(from, radius));
    arc(path, radius, way >= 0 ? 1 : 0, from + way);
    return path.toString();
  }

  /** Returns a line towards the centre. */
  static String spoke(double position, double from, double to) {
    return "M" + point(position, from) + "L" + point(position, to);
  }

  private static void arc(StringBuilder path, double radius, int sweep, double to) {
    path.append('A').append(number(radius)).append(' ').append(number(radius));
    path.append(" 0 0 ").append(sweep).append(' ').append(point(to, radius));
  }

  private static String point(double position, double radius) {
    return number(x(position, radius)) + " " + number(y(position, radius));
  }

  static double x(double position, double radius) {
    return MIDDLE + radius * Math.sin(2 * Math.PI * position);
  }

  static double y(double position, double radius) {
    return MIDDLE - radius * Math.cos(2 * Math.PI * position);
  }

  /** Formats with two decimals, a fortieth of a pixel on a large screen. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
