package io.ringway.balancer.telemetry;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A few metrics in the Prometheus text format, version 0.0.4. Samples of one metric are grouped, in
 * whatever order they are added. Labels are given as name, value, name, value. Metrics whose size
 * grows with the number of servers go to {@link MetricsPage}, since this text is in memory as a
 * whole.
 */
public final class PrometheusText {

  private record Metric(MetricType type, String help, StringBuilder samples) {}

  /** A receiver of metrics. */
  interface Taker {
    /** Receives a metric. */
    void take(String name, MetricType type, String help, CharSequence samples);
  }

  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  PrometheusText() {}

  /** Visits every metric, in the order of addition. */
  void forEach(Taker taker) {
    metrics.forEach(
        (name, metric) -> taker.take(name, metric.type(), metric.help(), metric.samples()));
  }

  /** Adds a number that only rises; its name ends with {@code _total} by custom. */
  public void counter(String name, String help, long value, String... labels) {
    line(metric(name, MetricType.COUNTER, help), name, labels(labels), Long.toString(value));
  }

  /** Adds a number with a fraction that only rises. */
  public void counter(String name, String help, double value, String... labels) {
    line(metric(name, MetricType.COUNTER, help), name, labels(labels), fraction(value));
  }

  /** Adds a number that rises and falls. */
  public void gauge(String name, String help, long value, String... labels) {
    line(metric(name, MetricType.GAUGE, help), name, labels(labels), Long.toString(value));
  }

  /** Adds a number with a fraction that rises and falls. */
  public void gauge(String name, String help, double value, String... labels) {
    line(metric(name, MetricType.GAUGE, help), name, labels(labels), fraction(value));
  }

  /** Names a counter, which may have no samples. */
  public void counter(String name, String help) {
    var _ = metric(name, MetricType.COUNTER, help);
  }

  /** Names a gauge, which may have no samples. */
  public void gauge(String name, String help) {
    var _ = metric(name, MetricType.GAUGE, help);
  }

  /** Adds a histogram of times in seconds. */
  void histogram(String name, String help, LatencyBuckets latencyBuckets, String... labels) {
    StringBuilder out = metric(name, MetricType.HISTOGRAM, help);
    String given = labels(labels);
    long below = 0;
    for (int i = 0; i < LatencyBuckets.SIZE; i++) {
      below += latencyBuckets.count(i);
      line(
          out,
          name + "_bucket",
          given + (given.isEmpty() ? "" : ",") + LatencyBuckets.label(i),
          Long.toString(below));
    }
    line(out, name + "_sum", given, fraction(latencyBuckets.sumSeconds()));
    line(out, name + "_count", given, Long.toString(below));
  }

  private StringBuilder metric(String name, MetricType type, String help) {
    Metric metric = metrics.computeIfAbsent(name, _ -> new Metric(type, help, new StringBuilder()));
    if (metric.type() != type) {
      throw new IllegalArgumentException(name + " is a " + metric.type() + " and a " + type + ".");
    }
    return metric.samples();
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String fraction(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static String labels(String... pairs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      out.append(i == 0 ? "" : ",").append(SampleWriter.label(pairs[i], pairs[i + 1]));
    }
    return out.toString();
  }
}
