package io.ringway.control.dashboard;

import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerState;
import java.util.Locale;

/**
 * The current numbers of a cluster as text, the same on cards, pages and streams.
 *
 * @param rate requests per second
 * @param success share of requests with a status below 500; a dash without traffic
 * @param p99 99th percentile of the response time; a dash without traffic
 * @param imbalance load of the busiest server over the mean, 1 is even; a dash without traffic
 * @param up number of servers that are ready and not known to be down
 */
public record LiveCluster(String rate, String success, String p99, String imbalance, String up) {

  public static LiveCluster of(ClusterConfig cluster, ClusterTraffic now) {
    double asked = Math.max(now.requestsPerSecond(), now.errorsPerSecond());
    return new LiveCluster(
        String.format(Locale.ROOT, "%.1f", now.requestsPerSecond()),
        asked == 0 ? LiveNumbers.NOTHING : NumberText.percent(1 - now.errorsPerSecond() / asked),
        LiveNumbers.millis(now.p99Micros()),
        now.imbalance() == 0
            ? LiveNumbers.NOTHING
            : String.format(Locale.ROOT, "%.2f\u00a0×", now.imbalance()),
        Long.toString(up(cluster, now)));
  }

  private static long up(ClusterConfig cluster, ClusterTraffic now) {
    return cluster.servers().stream()
        .filter(server -> server.state() == ServerState.READY)
        .filter(
            server -> now.server(server.id()).health().state() != ObservedHealth.State.UNHEALTHY)
        .count();
  }
}
