package io.ringway.balancer.telemetry;

import io.ringway.balancer.health.ServerHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The metrics of servers. There may be thousands, so each has a few lines only: counters of zero
 * are left out, and latency histograms by server are written on request only.
 */
final class ServerMetrics {

  private record Row(
      String labels,
      ServerTotals.Counts counts,
      LatencyBuckets buckets,
      double latencySeconds,
      boolean healthy,
      boolean ejected,
      long ejections) {

    /** Tells whether requests were sent to it. */
    boolean used() {
      return counts.begun() > 0;
    }
  }

  private final Object lock;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Creates empty metrics.
   *
   * @param lock guards the distributions
   */
  ServerMetrics(Object lock) {
    this.lock = lock;
  }

  void add(String cluster, String server, ServerHealth health, ServerTotals totals) {
    rows.add(
        new Row(
            SampleWriter.labels(cluster, server),
            totals.now,
            totals.latencyBuckets,
            totals.latencyBuckets.sumSeconds(),
            health.usable(),
            health.ejected(),
            health.timesEjected()));
  }

  void addTo(MetricsPage page) {
    page.add(
        "ringway_requests_total",
        MetricType.COUNTER,
        "Answers of servers by class of status; 1xx is a tunnel.",
        rows.size(),
        (i, out) -> requests(rows.get(i), out));
    counter(
        page,
        "ringway_failures_total",
        "Attempts without an answer.",
        true,
        row -> row.counts().failures());
    counter(
        page,
        "ringway_retries_total",
        "Requests taken elsewhere because this server failed.",
        false,
        row -> row.counts().retries());
    counter(
        page,
        "ringway_spills_total",
        "Requests that went past the server because it was at its load bound.",
        false,
        row -> row.counts().spills());
    gauge(page, "ringway_in_flight", "Requests under way.", row -> row.counts().open());
    gauge(
        page,
        "ringway_server_healthy",
        "1 when it can take requests.",
        row -> row.healthy() ? 1 : 0);
    page.add(
        "ringway_server_ejected",
        MetricType.GAUGE,
        "1 when ejected.",
        rows.size(),
        (i, out) -> {
          Row row = rows.get(i);
          if (row.ejections() > 0) {
            out.sample("ringway_server_ejected", row.labels(), row.ejected() ? 1 : 0);
          }
        });
    counter(
        page, "ringway_ejections_total", "Ejections for failed requests.", false, Row::ejections);
    page.add(
        "ringway_server_latency_seconds_total",
        MetricType.COUNTER,
        "From request head to answer head, all answers together.",
        rows.size(),
        (i, out) -> {
          Row row = rows.get(i);
          if (row.counts().answers() > 0) {
            out.sample(
                "ringway_server_latency_seconds_total", "", row.labels(), row.latencySeconds());
          }
        });
  }

  /** Adds the latency histogram of each server. */
  void addLatency(MetricsPage page) {
    page.add(
        ClusterMetrics.LATENCY,
        MetricType.HISTOGRAM,
        ClusterMetrics.LATENCY_HELP,
        rows.size(),
        (i, out) -> {
          synchronized (lock) {
            out.histogram(ClusterMetrics.LATENCY, rows.get(i).labels(), rows.get(i).buckets());
          }
        });
  }

  private static void requests(Row row, SampleWriter out) {
    ServerTotals.Counts counts = row.counts();
    requests(row, out, "class=\"1xx\"", counts.status1xx(), false);
    requests(row, out, "class=\"2xx\"", counts.status2xx(), row.used());
    requests(row, out, "class=\"3xx\"", counts.status3xx(), false);
    requests(row, out, "class=\"4xx\"", counts.status4xx(), false);
    requests(row, out, "class=\"5xx\"", counts.status5xx(), row.used());
  }

  private static void requests(
      Row row, SampleWriter out, String statusClass, long value, boolean always) {
    if (value > 0 || always) {
      out.sample("ringway_requests_total", "", row.labels(), statusClass, value);
    }
  }

  private void counter(
      MetricsPage page, String name, String help, boolean onceUsed, ToLongFunction<Row> value) {
    page.add(
        name,
        MetricType.COUNTER,
        help,
        rows.size(),
        (i, out) -> {
          Row row = rows.get(i);
          long now = value.applyAsLong(row);
          if (now > 0 || onceUsed && row.used()) {
            out.sample(name, row.labels(), now);
          }
        });
  }

  private void gauge(MetricsPage page, String name, String help, ToLongFunction<Row> value) {
    page.add(
        name,
        MetricType.GAUGE,
        help,
        rows.size(),
        (i, out) -> out.sample(name, rows.get(i).labels(), value.applyAsLong(rows.get(i))));
  }
}
