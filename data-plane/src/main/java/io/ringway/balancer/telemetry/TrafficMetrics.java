package io.ringway.balancer.telemetry;

import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.protocol.Obstacle;
import java.util.List;
import java.util.Locale;

/** The metrics of traffic over the whole process. */
final class TrafficMetrics {

  private TrafficMetrics() {}

  static void loops(PrometheusText text, List<LoopTelemetry> loops) {
    // Closed before accepted, so that the difference is never negative.
    long closed = loops.stream().mapToLong(loop -> loop.closed.value()).sum();
    long accepted = loops.stream().mapToLong(loop -> loop.accepted.value()).sum();
    text.counter("ringway_client_connections_total", "Client connections.", accepted);
    text.gauge("ringway_client_connections_open", "Open client connections.", accepted - closed);
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
