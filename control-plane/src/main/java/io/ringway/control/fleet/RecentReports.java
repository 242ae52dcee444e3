package io.ringway.control.fleet;

import io.ringway.protocol.ClosedPort;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ServerReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/** The sums over the last reports of one balancer. Safe for use by any number of threads. */
final class RecentReports {

  private static final int KEPT = 10;

  private final Deque<Counts> window = new ArrayDeque<>();
  private BalancerTraffic.PassedOver[] passedOver = {};
  private int inFlight;
  private List<ClosedPort> closedPorts = List.of();
  private List<Obstacle> obstacles = List.of();

  /** The totals of one report. */
  private record Counts(
      long millis, long requests, long errors, long retries, long failures, long refused) {}

  synchronized void add(Message.Report report) {
    List<ServerReport> servers =
        report.clusters().stream().flatMap(cluster -> cluster.servers().stream()).toList();
    window.addLast(
        new Counts(
            Math.max(1, report.windowMillis()),
            sum(servers, ServerReport::requests),
            sum(servers, ServerReport::status5xx)
                + report.clusters().stream().mapToLong(ClusterReport::unserved).sum(),
            sum(servers, ServerReport::retries),
            sum(servers, ServerReport::failures),
            report.clusters().stream().mapToLong(ClusterReport::refused).sum()));
    if (window.size() > KEPT) {
      window.removeFirst();
    }
    inFlight = (int) Math.min(Integer.MAX_VALUE, sum(servers, ServerReport::inFlight));
    closedPorts = report.closedPorts();
    obstacles = report.unmet();
    List<BalancerTraffic.PassedOver> out = new ArrayList<>();
    for (ClusterReport cluster : report.clusters()) {
      for (ServerReport server : cluster.servers()) {
        if (!server.healthy()) {
          out.add(
              new BalancerTraffic.PassedOver(
                  cluster.clusterId(), server.serverId(), server.healthReason()));
        }
      }
    }
    passedOver = out.toArray(BalancerTraffic.PassedOver[]::new);
  }

  private static long sum(List<ServerReport> servers, ToLongFunction<ServerReport> count) {
    return servers.stream().mapToLong(count).sum();
  }

  synchronized BalancerTraffic now() {
    double seconds = window.stream().mapToLong(Counts::millis).sum() / 1_000.0;
    return seconds == 0
        ? BalancerTraffic.NONE
        : new BalancerTraffic(
            total(Counts::requests) / seconds,
            total(Counts::errors) / seconds,
            total(Counts::retries) / seconds,
            total(Counts::failures) / seconds,
            total(Counts::refused) / seconds,
            inFlight,
            List.of(passedOver),
            closedPorts,
            obstacles);
  }

  private long total(ToLongFunction<Counts> count) {
    return window.stream().mapToLong(count).sum();
  }
}
