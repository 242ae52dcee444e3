package io.ringway.control.traffic;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.ServerState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * The time series of one cluster, second by second: 15 minutes of sums, 10 seconds of histograms.
 * Safe for use by several threads.
 */
final class ClusterSeries {

  static final int WINDOW_SECONDS = 10;
  static final int HISTORY_SECONDS = 900;

  /** The delay after which reports for a second no longer arrive. */
  static final int FINAL_AFTER_SECONDS = 2;

  private final Map<String, ServerSeries> servers = new HashMap<>();
  private final Deque<TrafficPoint> history = new ArrayDeque<>();
  private final HotKeySeries keys = new HotKeySeries();

  /**
   * The second that each balancer's last report was counted for, in the count of {@link #sealed}.
   */
  private final Map<String, Long> credited = new HashMap<>();

  private long sealed;
  private long unserved;
  private long runningUnserved;

  /** Adds a report of one balancer. Servers that the cluster does not have are ignored. */
  synchronized void add(
      String balancerId,
      ClusterReport report,
      Map<String, Histogram> latencies,
      Set<String> known,
      int seconds,
      long second) {
    ReportWindow reportWindow = new ReportWindow(secondsLate(balancerId, seconds), seconds);
    unserved += report.unserved();
    runningUnserved += reportWindow.share(report.unserved(), 0);
    keys.add(report.hotKeys());
    for (ServerReport server : report.servers()) {
      if (known.contains(server.serverId())) {
        servers
            .computeIfAbsent(server.serverId(), _ -> new ServerSeries())
            .add(balancerId, server, latencies.get(server.serverId()), reportWindow, second);
      }
    }
    if (reportWindow.oldestSecond() > 0) {
      addToHistory(report, known, reportWindow);
    }
  }

  /**
   * Returns how many seconds ago the report's newest second lies. Each report covers the second
   * after the report before it, as close to now as possible.
   */
  private int secondsLate(String balancerId, int seconds) {
    long next = credited.getOrDefault(balancerId, sealed - 1) + 1;
    long second = seconds > 1 ? sealed : Math.clamp(next, sealed - FINAL_AFTER_SECONDS, sealed);
    credited.put(balancerId, second);
    return (int) (sealed - second);
  }

  private void addToHistory(ClusterReport report, Set<String> known, ReportWindow reportWindow) {
    List<ServerReport> counted =
        report.servers().stream().filter(server -> known.contains(server.serverId())).toList();
    long requests = counted.stream().mapToLong(ServerReport::requests).sum();
    long errors = report.unserved() + counted.stream().mapToLong(ServerReport::status5xx).sum();
    Deque<TrafficPoint> past = new ArrayDeque<>();
    for (int ago = 1; ago <= reportWindow.oldestSecond() && !history.isEmpty(); ago++) {
      past.addFirst(
          history
              .removeLast()
              .plus(reportWindow.share(requests, ago), reportWindow.share(errors, ago)));
    }
    history.addAll(past);
  }

  /**
   * Ends a second. Forgets servers that the cluster no longer has, and keys that it does not show.
   */
  synchronized void seal(long second, Set<String> known, boolean showKeys) {
    keys.seal(showKeys);
    servers.keySet().retainAll(known);
    sealed++;
    credited.values().removeIf(last -> last < sealed - HISTORY_SECONDS);
    Histogram latency = LatencyHistograms.empty();
    long requests = 0;
    long errors = runningUnserved;
    runningUnserved = 0;
    for (ServerSeries server : servers.values()) {
      ServerSeries.Sum sum = server.seal(second, latency);
      requests += sum.requests();
      errors += sum.errors();
    }
    history.addLast(
        new TrafficPoint(
            second,
            requests,
            errors,
            latency.getValueAtPercentile(50),
            latency.getValueAtPercentile(90),
            latency.getValueAtPercentile(99)));
    if (history.size() > HISTORY_SECONDS) {
      history.removeFirst();
    }
  }

  synchronized ClusterTraffic now(ClusterConfig cluster) {
    List<TrafficPoint> window = last(WINDOW_SECONDS);
    int seconds = Math.max(1, window.size());
    long inWindow = servers.values().stream().mapToLong(ServerSeries::windowRequests).sum();
    Histogram latency = LatencyHistograms.empty();
    servers.values().forEach(server -> latency.add(server.latency()));
    return new ClusterTraffic(
        cluster.id(),
        servers.values().stream().mapToLong(ServerSeries::requests).sum(),
        (double) inWindow / seconds,
        unserved + servers.values().stream().mapToLong(ServerSeries::errors).sum(),
        (double) window.stream().mapToLong(TrafficPoint::errors).sum() / seconds,
        latency.getValueAtPercentile(50),
        latency.getValueAtPercentile(90),
        latency.getValueAtPercentile(99),
        imbalance(cluster),
        cluster.servers().stream().map(server -> now(server, seconds, inWindow)).toList());
  }

  private ServerTraffic now(ServerConfig server, int seconds, long clusterRequests) {
    ServerSeries series = servers.get(server.id());
    return series == null
        ? ServerTraffic.none(server.id())
        : series.now(server.id(), seconds, clusterRequests);
  }

  private double imbalance(ClusterConfig cluster) {
    double busiest = 0;
    double requests = 0;
    double weights = 0;
    for (ServerConfig server : cluster.servers()) {
      if (server.state() == ServerState.READY) {
        ServerSeries series = servers.get(server.id());
        double load = series == null ? 0 : series.windowRequests();
        busiest = Math.max(busiest, load / server.weight());
        requests += load;
        weights += server.weight();
      }
    }
    return requests == 0 ? 0 : busiest / (requests / weights);
  }

  /** Returns the hot keys of the last sealed seconds, at most a minute. */
  synchronized HotKeys hotKeys() {
    return keys.minute();
  }

  /**
   * Returns the last sealed seconds, oldest first; late reports may still add to the newest ones.
   */
  synchronized List<TrafficPoint> last(int seconds) {
    return history.stream().skip(Math.max(0, history.size() - seconds)).toList();
  }

  synchronized Map<String, List<Integer>> lastByServer(int seconds) {
    return servers.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> one.getValue().last(seconds)));
  }

  synchronized List<ServerObservation> observations(String serverId) {
    ServerSeries series = servers.get(serverId);
    return series == null ? List.of() : series.observations();
  }

  synchronized Map<String, ObservedHealth> health() {
    return servers.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> one.getValue().health()));
  }
}
