package io.ringway.balancer.telemetry;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.protocol.Obstacle;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names what the event loops counted. */
final class TrafficMetrics {

  private TrafficMetrics() {}

  static void cluster(
      PrometheusText text, String cluster, long unserved, long refused, boolean panic) {
    text.counter(
        "ringway_unserved_total",
        "Requests that no server could take.",
        unserved,
        "cluster",
        cluster);
    refused(text, cluster, refused);
    text.gauge(
        "ringway_panic",
        "1 when so few are up that health is ignored.",
        panic ? 1 : 0,
        "cluster",
        cluster);
  }

  /** Without a cluster: what was refused before its cluster was known. */
  static void refused(PrometheusText text, String cluster, long refused) {
    text.counter(
        "ringway_refused_total",
        "Requests refused for what they were.",
        refused,
        "cluster",
        cluster);
  }

  /** What the balancer answered itself, by the reason that its clients were told. */
  static void reasons(PrometheusText text, String cluster, Map<String, Merger.Own> reasons) {
    reasons.forEach((reason, own) ->
        text.counter(
            "ringway_own_answers_total",
            "Answers of the balancer itself, by reason.",
            own.times(),
            "cluster",
            cluster,
            "status",
            Integer.toString(own.status()),
            "reason",
            reason));
  }

  static void server(
      PrometheusText text,
      String cluster,
      String server,
      ServerHealth health,
      ServerTotals totals) {
    String[] labels = {"cluster", cluster, "server", server};
    ServerTotals.Counts now = totals.now;
    answers(text, cluster, server, "1xx", now.status1xx());
    answers(text, cluster, server, "2xx", now.status2xx());
    answers(text, cluster, server, "3xx", now.status3xx());
    answers(text, cluster, server, "4xx", now.status4xx());
    answers(text, cluster, server, "5xx", now.status5xx());
    text.counter("ringway_failures_total", "Attempts without an answer.", now.failures(), labels);
    text.counter(
        "ringway_retries_total",
        "Requests taken elsewhere because this server failed.",
        now.retries(),
        labels);
    text.counter(
        "ringway_spills_total",
        "Requests that went past the server because it was at its load bound.",
        now.spills(),
        labels);
    text.gauge("ringway_in_flight", "Requests under way.", now.open(), labels);
    text.gauge(
        "ringway_server_healthy", "1 when it can take requests.", health.usable() ? 1 : 0, labels);
    text.gauge("ringway_server_ejected", "1 when ejected.", health.ejected() ? 1 : 0, labels);
    text.counter(
        "ringway_ejections_total", "Ejections for failed requests.", health.timesEjected(), labels);
    text.histogram(
        "ringway_latency_seconds", "From request head to answer head.", totals.buckets, labels);
  }

  private static void answers(
      PrometheusText text, String cluster, String server, String statusClass, long value) {
    text.counter(
        "ringway_requests_total",
        "Answers of servers by class of status; 1xx is a tunnel.",
        value,
        "cluster",
        cluster,
        "server",
        server,
        "class",
        statusClass);
  }

  static void loops(PrometheusText text, List<LoopTelemetry> loops) {
    // Closed before accepted: a connection between the two reads never makes the difference
    // negative.
    long closed = loops.stream().mapToLong(loop -> loop.closed.value()).sum();
    long accepted = loops.stream().mapToLong(loop -> loop.accepted.value()).sum();
    text.counter("ringway_client_connections_total", "Connections of clients.", accepted);
    text.gauge(
        "ringway_client_connections_open",
        "Connections of clients that are open.",
        accepted - closed);
    text.counter(
        "ringway_client_connections_refused_total",
        "Connections closed for how they began.",
        loops.stream().mapToLong(loop -> loop.turnedAway.value()).sum());
    text.counter(
        "ringway_client_connections_displaced_total",
        "Idle client connections that were closed to make room for others.",
        loops.stream().mapToLong(loop -> loop.displaced.value()).sum());
    text.counter(
        "ringway_client_received_bytes_total",
        "Bytes from clients.",
        loops.stream().mapToLong(loop -> loop.received.value()).sum());
    text.counter(
        "ringway_client_sent_bytes_total",
        "Bytes for clients.",
        loops.stream().mapToLong(loop -> loop.sent.value()).sum());
    text.counter(
        "ringway_client_spliced_bytes_total",
        "Bytes for clients that the kernel moved from a server's connection.",
        loops.stream().mapToLong(loop -> loop.spliced.value()).sum());
    for (int i = 0; i < loops.size(); i++) {
      text.histogram(
          "ringway_loop_delay_seconds",
          "How late a periodic task of the event loop ran.",
          loops.get(i).delay.buckets(),
          "loop",
          Integer.toString(i));
    }
  }

  static void ports(PrometheusText text, List<PortState> ports) {
    for (PortState port : ports) {
      text.gauge(
          "ringway_port_open",
          "1 when the port is listened on, 0 when it is to be and cannot be.",
          port.open() ? 1 : 0,
          "port",
          Integer.toString(port.port()),
          "tls",
          Boolean.toString(port.tls()));
    }
  }

  static void obstacles(PrometheusText text, List<Obstacles.Counted> obstacles) {
    String now = "1 while this machine cannot carry that out of the configuration.";
    String attempts = "Attempts that failed since the obstacle was met.";
    text.gauge("ringway_obstacle", now);
    text.counter("ringway_obstacle_attempts_total", attempts);
    for (Obstacles.Counted each : obstacles) {
      Obstacle obstacle = each.obstacle();
      String[] labels = {"item", word(obstacle.item()), "name", obstacle.name()};
      text.gauge(
          "ringway_obstacle",
          now,
          1,
          "item",
          word(obstacle.item()),
          "name",
          obstacle.name(),
          "kind",
          word(obstacle.kind()));
      text.counter("ringway_obstacle_attempts_total", attempts, each.attempts(), labels);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void reports(PrometheusText text, long lagMillis, long sent, long droppedWindows) {
    text.gauge(
        "ringway_report_lag_seconds",
        "Age of the oldest counts that were not reported.",
        lagMillis / 1e3);
    text.counter("ringway_reports_total", "Reports sent to the control plane.", sent);
    text.counter(
        "ringway_report_windows_dropped_total",
        "Minutes of counts that the control plane never got.",
        droppedWindows);
  }
}
