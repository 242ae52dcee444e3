package io.ringway.balancer.upstream;

import io.ringway.balancer.telemetry.MetricType;
import io.ringway.balancer.telemetry.MetricsPage;
import io.ringway.balancer.telemetry.SampleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of connections to servers, only for servers with a connection attempt. */
final class PoolMetrics {

  private record Row(String labels, PoolTotals use) {}

  private final List<Row> rows = new ArrayList<>();

  void add(String cluster, String server, PoolTotals use) {
    if (use.opened() + use.failed() > 0) {
      rows.add(new Row(SampleWriter.labels(cluster, server), use));
    }
  }

  void addTo(MetricsPage page) {
    add(
        page,
        "ringway_upstream_opened_total",
        MetricType.COUNTER,
        "Connections made to the server.",
        PoolTotals::opened);
    page.add(
        "ringway_upstream_connect_failures_total",
        MetricType.COUNTER,
        "Connections to the server that could not be made.",
        rows.size(),
        (i, out) -> {
          Row row = rows.get(i);
          if (row.use().failed() > 0) {
            out.sample("ringway_upstream_connect_failures_total", row.labels(), row.use().failed());
          }
        });
    add(
        page,
        "ringway_upstream_reused_total",
        MetricType.COUNTER,
        "Requests sent on an idle connection.",
        PoolTotals::reused);
    add(
        page,
        "ringway_upstream_open",
        MetricType.GAUGE,
        "Connections to the server.",
        PoolTotals::open);
    add(
        page,
        "ringway_upstream_idle",
        MetricType.GAUGE,
        "Those that wait for a request.",
        PoolTotals::idle);
  }

  private void add(
      MetricsPage page,
      String name,
      MetricType type,
      String help,
      ToLongFunction<PoolTotals> value) {
    page.add(
        name,
        type,
        help,
        rows.size(),
        (i, out) -> out.sample(name, rows.get(i).labels(), value.applyAsLong(rows.get(i).use())));
  }
}
