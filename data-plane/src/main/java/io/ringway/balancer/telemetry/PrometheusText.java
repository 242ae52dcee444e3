package io.ringway.balancer.telemetry;

import io.ringway.balancer.health.ServerHealth;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes counts in Prometheus' text form, version 0.0.4: samples of one metric stand together. */
final class PrometheusText {

  private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

  void cluster(String cluster, long unserved, long refused, boolean panic) {
    String labels = labels("cluster", cluster);
    counter("ringway_unserved_total", "Requests that no server could take.", labels, unserved);
    counter("ringway_refused_total", "Requests refused for what they were.", labels, refused);
    gauge("ringway_panic", "1 when so few are up that health is ignored.", labels, panic ? 1 : 0);
  }

  void server(String cluster, String server, ServerHealth health, ServerTotals totals) {
    String labels = labels("cluster", cluster, "server", server);
    answers(labels, "2xx3xx", totals.now.ok());
    answers(labels, "4xx", totals.now.status4xx());
    answers(labels, "5xx", totals.now.status5xx());
    counter("ringway_failures_total", "Attempts without an answer.", labels, totals.now.failures());
    counter(
        "ringway_retries_total",
        "Requests taken elsewhere because this server failed.",
        labels,
        totals.now.retries());
    counter(
        "ringway_spills_total",
        "Requests that went past the server because it was at its load bound.",
        labels,
        totals.now.spills());
    gauge("ringway_in_flight", "Requests under way.", labels, totals.now.open());
    gauge(
        "ringway_server_healthy", "1 when it can take requests.", labels, health.usable() ? 1 : 0);
    gauge("ringway_server_ejected", "1 when ejected.", labels, health.ejected() ? 1 : 0);
    counter(
        "ringway_ejections_total", "Ejections for failed requests.", labels, health.timesEjected());
    latency(labels, totals);
  }

  void elsewhere(long refused, long droppedWindows) {
    counter(
        "ringway_refused_total",
        "Requests refused for what they were.",
        labels("cluster", ""),
        refused);
    counter(
        "ringway_report_windows_dropped_total",
        "Minutes of counts that the control plane never got.",
        "",
        droppedWindows);
  }

  private void answers(String labels, String statusClass, long value) {
    counter(
        "ringway_requests_total",
        "Answers of servers by class of status.",
        labels + ",class=\"" + statusClass + "\"",
        value);
  }

  private void latency(String labels, ServerTotals totals) {
    String name = "ringway_latency_seconds";
    StringBuilder out = metric(name, "histogram", "From request head to answer head.");
    long below = 0;
    for (int i = 0; i < totals.buckets.length; i++) {
      below += totals.buckets[i];
      long bound = ServerTotals.BUCKET_MICROS[i];
      String le =
          bound == Long.MAX_VALUE ? "+Inf" : String.format(Locale.ROOT, "%.4f", bound / 1e6);
      line(out, name + "_bucket", labels + ",le=\"" + le + "\"", "" + below);
    }
    line(out, name + "_sum", labels, String.format(Locale.ROOT, "%.6f", totals.sumMicros / 1e6));
    line(out, name + "_count", labels, "" + below);
  }

  private void counter(String name, String help, String labels, long value) {
    line(metric(name, "counter", help), name, labels, "" + value);
  }

  private void gauge(String name, String help, String labels, long value) {
    line(metric(name, "gauge", help), name, labels, "" + value);
  }

  private StringBuilder metric(String name, String type, String help) {
    return metrics.computeIfAbsent(
        name,
        _ ->
            new StringBuilder()
                .append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type)));
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String labels(String... pairs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      String value = pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      out.append(i == 0 ? "" : ",").append(pairs[i]).append("=\"").append(value).append('"');
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return String.join("", metrics.values());
  }
}
