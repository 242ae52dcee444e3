package io.ringway.control.traffic;

import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerReport;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The traffic of every cluster, merged over the balancers that report. */
@Component
public final class Traffic {

  /** The maximum number of keys that {@link #hotKeys} lists. */
  public static final int MAX_HOT_KEYS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  private final Snapshots snapshots;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;
  private final Map<String, ClusterSeries> clusters = new ConcurrentHashMap<>();

  Traffic(Snapshots snapshots, ApplicationEventPublisher events, InstantSource clock) {
    this.snapshots = snapshots;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Returns the current traffic of a cluster; all zero when it is unknown or nothing was reported.
   */
  public ClusterTraffic cluster(String clusterId) {
    Optional<ClusterConfig> cluster = config(clusterId);
    return cluster.isPresent()
        ? clusters.computeIfAbsent(clusterId, _ -> new ClusterSeries()).now(cluster.get())
        : new ClusterTraffic(clusterId, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
  }

  /** Returns the last seconds of a cluster, at most 900, oldest first. */
  public List<TrafficPoint> history(String clusterId, int seconds) {
    ClusterSeries series = clusters.get(clusterId);
    return series == null ? List.of() : series.last(seconds);
  }

  /** Returns the seconds that are final: reports for them can no longer arrive. */
  public static <T> List<T> finalSeconds(List<T> seconds) {
    return seconds.subList(0, Math.max(0, seconds.size() - ClusterSeries.FINAL_AFTER_SECONDS));
  }

  /**
   * Returns the responses of each of the last seconds by server id, at most 900, oldest first. The
   * last one is the second of the last point of {@link #history}.
   */
  public Map<String, List<Integer>> historyByServer(String clusterId, int seconds) {
    ClusterSeries series = clusters.get(clusterId);
    return series == null ? Map.of() : series.lastByServer(seconds);
  }

  /**
   * Returns the most frequent keys of a cluster in the last minute, over all balancers. The keys
   * themselves are left out unless the cluster shows keys now.
   */
  public HotKeys hotKeys(String clusterId) {
    ClusterSeries series = clusters.get(clusterId);
    if (series == null) {
      return HotKeys.NONE;
    }
    boolean shown =
        config(clusterId).map(cluster -> cluster.settings().steering().showKeys()).orElse(false);
    return shown ? series.hotKeys() : series.hotKeys().hidden();
  }

  /** Returns the health by server id; a server without reports is left out. */
  public Map<String, ObservedHealth> health(String clusterId) {
    ClusterSeries series = clusters.get(clusterId);
    return series == null ? Map.of() : series.health();
  }

  /** Returns the last report of each balancer on a server, if it reported in the last seconds. */
  public List<ServerObservation> observations(String clusterId, String serverId) {
    ClusterSeries series = clusters.get(clusterId);
    return series == null ? List.of() : series.observations(serverId);
  }

  @EventListener
  void on(ReportReceived event) {
    long second = clock.instant().getEpochSecond();
    for (ClusterReport report : event.report().clusters()) {
      Optional<ClusterConfig> cluster = config(report.clusterId());
      if (cluster.isPresent() && isPlausible(event.balancerId(), report)) {
        clusters
            .computeIfAbsent(report.clusterId(), _ -> new ClusterSeries())
            .add(
                event.balancerId(),
                report,
                latencies(event.balancerId(), report),
                serverIds(cluster.get()),
                ReportWindow.seconds(event.report().windowMillis()),
                second);
      }
    }
  }

  private static boolean isPlausible(String balancerId, ClusterReport report) {
    boolean good =
        report.unserved() >= 0
            && report.servers().stream()
                .allMatch(server ->
                    server.requests() >= 0
                        && server.status5xx() >= 0
                        && server.failures() >= 0
                        && server.spills() >= 0
                        && server.inFlight() >= 0);
    if (!good) {
      LOG.warn("Balancer {} reports negative counts; the report is left out", balancerId);
    }
    return good;
  }

  /**
   * Decodes the histograms. An invalid one costs the percentiles of one second, never the counts.
   */
  private static Map<String, Histogram> latencies(String balancerId, ClusterReport report) {
    Map<String, Histogram> read = new HashMap<>();
    for (ServerReport server : report.servers()) {
      String text = server.latency();
      if (!text.isEmpty()) {
        try {
          read.put(server.serverId(), LatencyHistograms.decode(text));
        } catch (IllegalArgumentException e) {
          LOG.warn("Balancer {} sent {}; its counts are kept", balancerId, e.getMessage());
        }
      }
    }
    return read;
  }

  @Scheduled(fixedRate = 1_000)
  void tick() {
    long second = clock.instant().getEpochSecond() - 1;
    Set<String> known = new HashSet<>();
    for (ClusterConfig cluster : snapshots.current().config().clusters()) {
      known.add(cluster.id());
      clusters
          .computeIfAbsent(cluster.id(), _ -> new ClusterSeries())
          .seal(second, serverIds(cluster), cluster.settings().steering().showKeys());
    }
    clusters.keySet().retainAll(known);
    events.publishEvent(new TrafficTick(second));
  }

  private Optional<ClusterConfig> config(String clusterId) {
    return snapshots.current().config().clusters().stream()
        .filter(cluster -> cluster.id().equals(clusterId))
        .findFirst();
  }

  private static Set<String> serverIds(ClusterConfig cluster) {
    return cluster.servers().stream().map(ServerConfig::id).collect(Collectors.toSet());
  }
}
