package io.ringway.balancer.telemetry;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.schedule.PeriodicTask;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.ServerState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The merger of all event loops' counters, once a second, for reports to the control plane and for
 * {@code /metrics}.
 *
 * <p>While reports cannot be sent, counts collect in one window of at most a minute. Then that
 * window is dropped and a new one begins: the control plane never gets those counts, {@code
 * /metrics} always has them. Counts of a server are removed with the server.
 */
public final class TelemetryMerger implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TelemetryMerger.class);
  private static final long TICK_MILLIS = 1_000;
  private static final long MAX_WINDOW_MILLIS = 60_000;

  /** The most hot keys in a report, for one cluster and for all clusters together. */
  private static final int MOST_KEYS = 64;

  private static final int MOST_KEYS_OF_ALL = 4_096;

  private final Telemetry telemetry;
  private final HealthTable health;
  private final Supplier<ConfigSnapshot> inForce;
  private final BiFunction<ClusterConfig, ServerConfig, Resolution> addresses;
  private final ReportSender reportSender;
  private final InstantSource clock;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("telemetry").factory());

  // Guarded by this.
  private final Map<ServerHealth, ServerTotals> servers = new HashMap<>();
  private final Map<String, ClusterCount> clusters = new HashMap<>();
  private final LatencyEncoder encoder = new LatencyEncoder();
  private long windowStart;
  private long reports;
  private long droppedWindows;

  /** The local responses for one reason. */
  record Own(int status, long times) {
    Own plus(Own more) {
      return new Own(status, times + more.times);
    }
  }

  private static final class ClusterCount {
    long unserved;
    long refused;
    long reportedUnserved;
    long reportedRefused;
    Map<String, Own> reasons = Map.of();

    /** The sum over its servers, including removed ones, so that it only rises. */
    final LatencyBuckets latency = new LatencyBuckets();

    final ReportedKeys keys = new ReportedKeys();
  }

  /**
   * Creates a merger that is not started.
   *
   * @param inForce the snapshot in force
   * @param addresses the addresses of a server
   */
  public TelemetryMerger(
      Telemetry telemetry,
      HealthTable health,
      Supplier<ConfigSnapshot> inForce,
      BiFunction<ClusterConfig, ServerConfig, Resolution> addresses,
      ReportSender reportSender,
      InstantSource clock) {
    this.telemetry = telemetry;
    this.health = health;
    this.inForce = inForce;
    this.addresses = addresses;
    this.reportSender = reportSender;
    this.clock = clock;
    this.windowStart = clock.millis();
  }

  /** Merges once a second from now on. */
  public void start() {
    var _ = PeriodicTask.atFixedRate(ticks, "making a report", TICK_MILLIS, this::tick);
  }

  /** Merges now, and reports if that is possible. */
  synchronized void tick() {
    ConfigSnapshot snapshot = inForce.get();
    merge(snapshot);
    long now = clock.millis();
    // After the clock is set back, a new window begins.
    long window = Math.max(0, now - windowStart);
    if (reportSender.ready() && reportSender.report(report(snapshot, now, window))) {
      reports++;
      begin(now);
    } else if (window >= MAX_WINDOW_MILLIS) {
      droppedWindows++;
      begin(now);
    }
  }

  private void begin(long now) {
    windowStart = now;
    servers.values().forEach(ServerTotals::reported);
    clusters
        .values()
        .forEach(count -> {
          count.reportedUnserved = count.unserved;
          count.reportedRefused = count.refused;
          count.keys.reported();
        });
  }

  private void merge(ConfigSnapshot snapshot) {
    Set<ServerHealth> configured = new HashSet<>();
    Set<String> known = new HashSet<>(Set.of(LoopTelemetry.NO_CLUSTER));
    for (ClusterConfig cluster : snapshot.clusters()) {
      known.add(cluster.id());
      for (ServerConfig server : cluster.servers()) {
        configured.add(health.of(cluster.id(), server.id()));
      }
    }
    for (ServerHealth server : configured) {
      List<ServerCounters> loops =
          telemetry.loops().stream()
              .map(loop -> loop.servers.get(server))
              .filter(Objects::nonNull)
              .toList();
      LatencyBuckets ofCluster =
          clusters.computeIfAbsent(server.clusterId(), _ -> new ClusterCount()).latency;
      servers.computeIfAbsent(server, _ -> new ServerTotals()).merge(loops, ofCluster);
    }
    for (String id : known) {
      ClusterCount count = clusters.computeIfAbsent(id, _ -> new ClusterCount());
      List<ClusterCounters> loops =
          telemetry.loops().stream()
              .map(loop -> loop.clusters.get(id))
              .filter(Objects::nonNull)
              .toList();
      count.unserved = loops.stream().mapToLong(loop -> loop.unserved.value()).sum();
      count.refused = loops.stream().mapToLong(loop -> loop.refused.value()).sum();
      count.reasons = reasons(loops);
      count.keys.add(
          loops.stream().map(loop -> loop.keys.take()).filter(Objects::nonNull).toList());
    }
    servers.keySet().retainAll(configured);
    clusters.keySet().retainAll(known);
    for (LoopTelemetry loop : telemetry.loops()) {
      loop.servers.keySet().retainAll(configured);
      loop.clusters.keySet().retainAll(known);
    }
  }

  private static Map<String, Own> reasons(List<ClusterCounters> loops) {
    Map<String, Own> sum = new TreeMap<>();
    for (ClusterCounters loop : loops) {
      loop.reasons.forEach((reason, answers) ->
          sum.merge(reason, new Own(answers.status(), answers.times().value()), Own::plus));
    }
    return sum;
  }

  private Message.Report report(ConfigSnapshot snapshot, long now, long window) {
    List<ClusterReport> reports = new ArrayList<>();
    int mostKeys = mostKeys();
    for (ClusterConfig cluster : snapshot.clusters()) {
      List<ServerReport> lines = new ArrayList<>();
      for (ServerConfig server : cluster.servers()) {
        ServerHealth state = health.of(cluster.id(), server.id());
        boolean usable = state.usable();
        lines.add(
            totals(state)
                .report(
                    server.id(),
                    usable,
                    usable ? "" : state.reason(),
                    addresses.apply(cluster, server).beyond(server.host()),
                    encoder));
      }
      ClusterCount count = clusters.getOrDefault(cluster.id(), new ClusterCount());
      reports.add(
          new ClusterReport(
              cluster.id(),
              count.unserved - count.reportedUnserved,
              count.refused - count.reportedRefused,
              lines,
              count.keys.report(mostKeys, cluster.settings().steering().showKeys())));
    }
    return Message.Report.of(
        snapshot.revision(), now, window, reports, telemetry.obstacles().all());
  }

  /** Returns the most keys of each cluster: fewer when many have traffic, to keep reports small. */
  private int mostKeys() {
    long busy = clusters.values().stream().filter(count -> !count.keys.empty()).count();
    return Math.clamp(MOST_KEYS_OF_ALL / Math.max(1, busy), 1, MOST_KEYS);
  }

  private ServerTotals totals(ServerHealth server) {
    return servers.computeIfAbsent(server, _ -> new ServerTotals());
  }

  /** Adds the metrics as of the last second. */
  public synchronized void addTo(MetricsPage page) {
    ClusterMetrics ofClusters = new ClusterMetrics(this);
    ServerMetrics ofServers = new ServerMetrics(this);
    for (ClusterConfig cluster : inForce.get().clusters()) {
      if (page.shows(cluster.name())) {
        ClusterCount count = clusters.getOrDefault(cluster.id(), new ClusterCount());
        ofClusters.add(
            cluster.name(),
            count.unserved,
            count.refused,
            panic(cluster),
            count.reasons,
            count.latency);
        for (ServerConfig server : cluster.servers()) {
          ServerHealth state = health.of(cluster.id(), server.id());
          ofServers.add(cluster.name(), server.name(), state, totals(state));
        }
      }
    }
    if (page.whole()) {
      ClusterCount before = clusters.getOrDefault(LoopTelemetry.NO_CLUSTER, new ClusterCount());
      ofClusters.addUnknown(before.refused, before.reasons);
    }
    ofClusters.addTo(page);
    ofServers.addTo(page);
    if (page.byServer()) {
      ofServers.addLatency(page);
    } else {
      ofClusters.addLatency(page);
    }
    page.few(this::measure);
  }

  private void measure(PrometheusText text) {
    TrafficMetrics.loops(text, telemetry.loops());
    TrafficMetrics.ports(text, telemetry.ports());
    TrafficMetrics.obstacles(text, telemetry.obstacles().counted());
    TrafficMetrics.reports(
        text, Math.max(0, clock.millis() - windowStart), reports, droppedWindows);
  }

  private boolean panic(ClusterConfig cluster) {
    List<ServerConfig> ready =
        cluster.servers().stream().filter(s -> s.state() == ServerState.READY).toList();
    long up = ready.stream().filter(s -> health.of(cluster.id(), s.id()).usable()).count();
    return cluster.settings().health().panics((int) up, ready.size());
  }

  /** Stops after a last merge. */
  @Override
  public void close() {
    ticks.shutdownNow();
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.error("The last report was not made", e);
    }
  }
}
