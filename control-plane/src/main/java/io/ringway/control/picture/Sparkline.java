package io.ringway.control.picture;

import io.ringway.control.traffic.TrafficPoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The last two minutes of requests a second as an SVG line in a box of 120 × 30.
 *
 * @param line points of a polyline, the newest at the right edge; empty without two seconds
 * @param area the same, closed along the bottom
 */
public record Sparkline(String line, String area) {

  public static final int SECONDS = 120;
  private static final int HEIGHT = 30;
  private static final int MARGIN = 2;

  public static Sparkline of(List<TrafficPoint> points) {
    return ofRequests(points.stream().map(TrafficPoint::requests).toList());
  }

  public static Sparkline ofRequests(List<? extends Number> points) {
    if (points.size() < 2) {
      return new Sparkline("", "");
    }
    // Small rates are not scaled up, so that an occasional request looks like one.
    long highest = Math.max(10, points.stream().mapToLong(Number::longValue).max().orElse(0));
    int first = SECONDS - points.size();
    String line =
        IntStream.range(0, points.size())
            .mapToObj(i ->
                String.format(
                    Locale.ROOT,
                    "%d,%.1f",
                    first + i + 1,
                    HEIGHT - (HEIGHT - MARGIN) * points.get(i).longValue() / (double) highest))
            .collect(Collectors.joining(" "));
    return new Sparkline(
        line, (first + 1) + "," + HEIGHT + " " + line + " " + SECONDS + "," + HEIGHT);
  }
}
