package io.ringway.balancer.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The metrics of clusters, and of requests before their cluster is known. */
final class ClusterMetrics {

  static final String LATENCY = "ringway_latency_seconds";
  static final String LATENCY_HELP = "From request head to response head.";

  /**
   * A cluster with its metrics.
   *
   * @param known false for requests whose cluster was not known
   */
  private record Row(
      String labels,
      boolean known,
      long unserved,
      long refused,
      boolean panic,
      Map<String, TelemetryMerger.Own> reasons,
      LatencyBuckets latency) {}

  private final Object lock;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Creates empty metrics.
   *
   * @param lock guards the distributions
   */
  ClusterMetrics(Object lock) {
    this.lock = lock;
  }

  void add(
      String cluster,
      long unserved,
      long refused,
      boolean panic,
      Map<String, TelemetryMerger.Own> reasons,
      LatencyBuckets latency) {
    rows.add(
        new Row(
            SampleWriter.label("cluster", cluster),
            true,
            unserved,
            refused,
            panic,
            reasons,
            latency));
  }

  /** Adds the requests that were refused before their cluster was known. */
  void addUnknown(long refused, Map<String, TelemetryMerger.Own> reasons) {
    rows.add(
        new Row(
            SampleWriter.label("cluster", ""),
            false,
            0,
            refused,
            false,
            reasons,
            new LatencyBuckets()));
  }

  void addTo(MetricsPage page) {
    page.add(
        "ringway_unserved_total",
        MetricType.COUNTER,
        "Requests that no server could take.",
        rows.size(),
        (i, out) -> known(i, out, "ringway_unserved_total", rows.get(i).unserved()));
    page.add(
        "ringway_refused_total",
        MetricType.COUNTER,
        "Requests refused for what they were.",
        rows.size(),
        (i, out) ->
            out.sample("ringway_refused_total", rows.get(i).labels(), rows.get(i).refused()));
    page.add(
        "ringway_panic",
        MetricType.GAUGE,
        "1 when so few are up that health is ignored.",
        rows.size(),
        (i, out) -> known(i, out, "ringway_panic", rows.get(i).panic() ? 1 : 0));
    page.add(
        "ringway_own_answers_total",
        MetricType.COUNTER,
        "Answers of the balancer itself, by reason.",
        rows.size(),
        (i, out) -> reasons(rows.get(i), out));
  }

  /** Adds the distribution of each cluster. */
  void addLatency(MetricsPage page) {
    page.add(
        LATENCY,
        MetricType.HISTOGRAM,
        LATENCY_HELP,
        rows.size(),
        (i, out) -> {
          if (rows.get(i).known()) {
            synchronized (lock) {
              out.histogram(LATENCY, rows.get(i).labels(), rows.get(i).latency());
            }
          }
        });
  }

  private void known(int i, SampleWriter out, String name, long value) {
    if (rows.get(i).known()) {
      out.sample(name, rows.get(i).labels(), value);
    }
  }

  private static void reasons(Row row, SampleWriter out) {
    row.reasons()
        .forEach((reason, own) ->
            out.sample(
                "ringway_own_answers_total",
                "",
                row.labels(),
                SampleWriter.label("status", Integer.toString(own.status()))
                    + ","
                    + SampleWriter.label("reason", reason),
                own.times()));
  }
}
