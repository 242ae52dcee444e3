package io.ringway.balancer.telemetry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measurements in Prometheus' text form, version 0.0.4: samples of one metric stand together, in
 * whatever order they are given. Labels are given as name, value, name, value.
 */
public final class PrometheusText {

  /** What the text is, for {@code Content-Type}. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private record Metric(Type type, StringBuilder samples) {}

  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  private PrometheusText() {}

  /** What these have to say, in their order. */
  public static String of(List<Consumer<PrometheusText>> sources) {
    PrometheusText text = new PrometheusText();
    sources.forEach(source -> source.accept(text));
    StringBuilder all = new StringBuilder();
    text.metrics.values().forEach(metric -> all.append(metric.samples()));
    return all.toString();
  }

  /** Adds a number that only rises; its name ends with {@code _total} by custom. */
  public void counter(String name, String help, long value, String... labels) {
    line(metric(name, Type.COUNTER, help), name, labels(labels), Long.toString(value));
  }

  /** Adds a number with a fraction that only rises. */
  public void counter(String name, String help, double value, String... labels) {
    line(metric(name, Type.COUNTER, help), name, labels(labels), fraction(value));
  }

  /** Adds a number that rises and falls. */
  public void gauge(String name, String help, long value, String... labels) {
    line(metric(name, Type.GAUGE, help), name, labels(labels), Long.toString(value));
  }

  /** Adds a number with a fraction that rises and falls. */
  public void gauge(String name, String help, double value, String... labels) {
    line(metric(name, Type.GAUGE, help), name, labels(labels), fraction(value));
  }

  /** Names a counter, which may have no samples. */
  public void counter(String name, String help) {
    var _ = metric(name, Type.COUNTER, help);
  }

  /** Names a gauge, which may have no samples. */
  public void gauge(String name, String help) {
    var _ = metric(name, Type.GAUGE, help);
  }

  /** Adds a distribution of times in seconds. */
  void histogram(String name, String help, Buckets buckets, String... labels) {
    StringBuilder out = metric(name, Type.HISTOGRAM, help);
    String given = labels(labels);
    long below = 0;
    for (int i = 0; i < Buckets.SIZE; i++) {
      below += buckets.count(i);
      line(
          out,
          name + "_bucket",
          given + (given.isEmpty() ? "" : ",") + "le=\"" + Buckets.bound(i) + "\"",
          Long.toString(below));
    }
    line(out, name + "_sum", given, fraction(buckets.sumSeconds()));
    line(out, name + "_count", given, Long.toString(below));
  }

  private StringBuilder metric(String name, Type type, String help) {
    Metric metric =
        metrics.computeIfAbsent(
            name,
            _ ->
                new Metric(
                    type,
                    new StringBuilder()
                        .append("# HELP %s %s\n".formatted(name, help))
                        .append(
                            "# TYPE %s %s\n"
                                .formatted(name, type.name().toLowerCase(Locale.ROOT)))));
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
      String value = pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      out.append(i == 0 ? "" : ",").append(pairs[i]).append("=\"").append(value).append('"');
    }
    return out.toString();
  }
}
