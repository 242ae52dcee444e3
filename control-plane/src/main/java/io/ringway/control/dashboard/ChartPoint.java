package io.ringway.control.dashboard;

import io.ringway.control.traffic.TrafficPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One second in the chart of a cluster.
 *
 * @param t seconds since 1970 UTC
 * @param rate requests in that second
 * @param p99 milliseconds, null in a second without traffic
 */
public record ChartPoint(long t, long rate, @Nullable Double p99) {

  public static ChartPoint of(TrafficPoint point) {
    return new ChartPoint(
        point.second(),
        point.requests(),
        point.p99Micros() == 0 ? null : Math.round(point.p99Micros() / 10.0) / 100.0);
  }

  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("t", t);
    fields.put("rate", rate);
    fields.put("p99", p99);
    return fields;
  }

  /** Returns all points as JSON, for the attribute with the chart's first data. */
  static String json(List<TrafficPoint> points) {
    return points.stream()
        .map(ChartPoint::of)
        .map(point ->
            String.format(
                Locale.ROOT,
                "{\"t\":%d,\"rate\":%d,\"p99\":%s}",
                point.t(),
                point.rate(),
                point.p99()))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
