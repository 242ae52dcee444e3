package io.ringway.control.dashboard;

import io.ringway.control.traffic.TrafficPoint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One minute in the table with the data of the chart.
 *
 * @param time hour and minute, UTC
 * @param rate average requests per second
 * @param p99 99th percentile of the worst second
 * @param errors number of errors in that minute
 */
record ChartMinute(String time, String rate, String p99, String errors) {

  private static final int SECONDS = 60;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Returns the minutes, newest first. */
  static List<ChartMinute> of(List<TrafficPoint> points) {
    Map<Long, List<TrafficPoint>> minutes = new LinkedHashMap<>();
    for (TrafficPoint point : points.reversed()) {
      minutes.computeIfAbsent(point.second() / SECONDS, _ -> new ArrayList<>()).add(point);
    }
    return minutes.entrySet().stream()
        .map(minute -> of(minute.getKey() * SECONDS, minute.getValue()))
        .toList();
  }

  private static ChartMinute of(long second, List<TrafficPoint> points) {
    double rate = points.stream().mapToLong(TrafficPoint::requests).average().orElse(0);
    long p99 = points.stream().mapToLong(TrafficPoint::p99Micros).max().orElse(0);
    long errors = points.stream().mapToLong(TrafficPoint::errors).sum();
    return new ChartMinute(
        TIME.format(Instant.ofEpochSecond(second)),
        String.format(Locale.ROOT, "%.1f", rate),
        p99 == 0 ? "–" : String.format(Locale.ROOT, "%.1f ms", p99 / 1000.0),
        Long.toString(errors));
  }
}
