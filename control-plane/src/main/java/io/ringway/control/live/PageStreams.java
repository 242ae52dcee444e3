package io.ringway.control.live;

import io.ringway.control.access.SessionsEnded;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicasChanged;
import io.ringway.control.dashboard.ChartPoint;
import io.ringway.control.dashboard.ClusterObstacle;
import io.ringway.control.dashboard.LiveCluster;
import io.ringway.control.dashboard.LiveNumbers;
import io.ringway.control.dashboard.ServerPages;
import io.ringway.control.fleet.BalancerLine;
import io.ringway.control.fleet.Fleet;
import io.ringway.control.fleet.FleetChip;
import io.ringway.control.hotkeys.HotKeyFinder;
import io.ringway.control.hotkeys.HotKeyList;
import io.ringway.control.hotkeys.HotKeyPages;
import io.ringway.control.hotkeys.HotKeyRow;
import io.ringway.control.overview.Attention;
import io.ringway.control.overview.ClusterCard;
import io.ringway.control.picture.Sparkline;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.ServerObservation;
import io.ringway.control.traffic.ServerTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.traffic.TrafficPoint;
import io.ringway.control.traffic.TrafficTick;
import io.ringway.protocol.ClusterConfig;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The live numbers of open pages: one stream of server-sent events per page. */
@Controller
class PageStreams {

  /** The interval of reordering rows, in ticks. Rows that jump every second cannot be read. */
  private static final int ROWS_EVERY_TICKS = 5;

  /** The largest age of the newest final second, in seconds. */
  private static final int CHART_LAG_SECONDS = 5;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Traffic traffic;
  private final Fleet fleet;
  private final HotKeyFinder hotKeys;
  private final List<Attention.Source> sources;
  private final Map<PageReader, Consumer<PageReader>> readers = new ConcurrentHashMap<>();

  PageStreams(
      Clusters clusters,
      Snapshots snapshots,
      Traffic traffic,
      Fleet fleet,
      HotKeyFinder hotKeys,
      List<Attention.Source> sources) {
    this.clusters = clusters;
    this.snapshots = snapshots;
    this.traffic = traffic;
    this.fleet = fleet;
    this.hotKeys = hotKeys;
    this.sources = sources;
  }

  /**
   * Streams to the pages that do not belong to a cluster: fleet, cards and attention.
   *
   * @param shown the digest of the attention list on the page
   */
  @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter overview(@RequestParam(required = false) @Nullable String shown, Principal who) {
    PageReader reader = new PageReader(who.getName(), "");
    if (shown != null) {
      reader.shows("attention", shown);
    }
    return open(reader, this::overview);
  }

  /**
   * Streams to the page of the balancers.
   *
   * @param shown the digest of the rows on the page
   */
  @GetMapping(path = "/balancers/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter balancers(@RequestParam(required = false) @Nullable String shown, Principal who) {
    PageReader reader = new PageReader(who.getName(), "");
    if (shown != null) {
      reader.shows("balancers", shown);
    }
    return open(reader, this::balancers);
  }

  /**
   * Streams to the page of a cluster or a server.
   *
   * @param hot the digest of the hot keys on the page
   * @param server the id of the server that the page shows, if it shows one
   * @param said the digest of the balancers' observations on the page
   * @param obstacles the digest of the obstacles on the page
   */
  @GetMapping(path = "/clusters/{cluster}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter cluster(
      @PathVariable String cluster,
      @RequestParam(required = false) @Nullable String hot,
      @RequestParam(required = false) @Nullable String server,
      @RequestParam(required = false) @Nullable String said,
      @RequestParam(required = false) @Nullable String obstacles,
      Principal who) {
    String id = clusters.details(cluster).config().id();
    PageReader reader = new PageReader(who.getName(), id);
    if (hot != null) {
      reader.shows("hot", hot);
    }
    if (said != null) {
      reader.shows("said", said);
    }
    if (obstacles != null) {
      reader.shows("obstacles", obstacles);
    }
    return open(reader, one -> cluster(id, server, one));
  }

  private SseEmitter open(PageReader reader, Consumer<PageReader> numbers) {
    reader.emitter().onCompletion(() -> readers.remove(reader));
    reader.emitter().onError(_ -> readers.remove(reader));
    reader.emitter().onTimeout(reader.emitter()::complete);
    readers.put(reader, numbers);
    // Changes between the rendering of the page and this stream have not been sent to anyone.
    reader.say("begin", revision(snapshots.current().config().revision()));
    return reader.emitter();
  }

  @EventListener
  void on(TrafficTick tick) {
    readers.forEach((reader, numbers) -> Thread.startVirtualThread(() -> numbers.accept(reader)));
  }

  @EventListener
  void on(SnapshotPublished published) {
    long revision = published.snapshot().config().revision();
    Map<String, Object> event = revision(revision);
    for (PageReader reader : Set.copyOf(readers.keySet())) {
      Thread.startVirtualThread(() -> reader.say("revision", event));
    }
  }

  private static Map<String, Object> revision(long number) {
    return Map.of("revision", number, "text", "Revision " + number + " is in force.");
  }

  @EventListener
  void on(ReplicasChanged changed) {
    for (PageReader reader : Set.copyOf(readers.keySet())) {
      if (reader.clusterId().equals(changed.clusterId())) {
        Thread.startVirtualThread(() -> reader.say("replicas", Map.of()));
      }
    }
  }

  /** Closes the streams of ended sessions. The browser connects again and is refused. */
  @TransactionalEventListener(fallbackExecution = true)
  void on(SessionsEnded ended) {
    readers.keySet().stream()
        .filter(reader -> reader.name().equals(ended.name()))
        .forEach(reader -> reader.emitter().complete());
  }

  /** Closes all streams, which would delay a graceful shutdown. */
  @EventListener(ContextClosedEvent.class)
  void stop() {
    readers.keySet().forEach(reader -> reader.emitter().complete());
  }

  private void overview(PageReader reader) {
    reader.tick(tick -> {
      boolean changed = fleet(tick);
      for (ClusterConfig cluster : snapshots.current().config().clusters()) {
        ClusterCard card = ClusterCard.of(cluster, traffic);
        numbers(tick, cluster.id(), card.live());
        tick.line(cluster.id() + ".line", card.sparkline().line());
        tick.line(cluster.id() + ".area", card.sparkline().area());
      }
      changed |= tick.state("attention", Attention.state(sources));
      if (changed) {
        reader.say("picture", Map.of());
      }
    });
  }

  private void balancers(PageReader reader) {
    reader.tick(tick -> {
      fleet(tick);
      List<BalancerLine> lines = fleet.lines();
      lines.forEach(line -> balancer(tick, line));
      if (tick.state("balancers", BalancerLine.state(lines))) {
        reader.say("picture", Map.of());
      }
    });
  }

  private static void balancer(PageReader.Tick tick, BalancerLine now) {
    String id = now.id();
    tick.text(id + ".detail", now.detail());
    tick.text(id + ".report", now.report());
    tick.tone(id + ".report", now.reportTone());
    tick.text(id + ".since", now.since());
    tick.text(id + ".rate", now.rate());
    tick.text(id + ".errors", now.errors());
    tick.text(id + ".retries", now.retries());
    tick.text(id + ".inFlight", now.inFlight());
  }

  private void cluster(String clusterId, @Nullable String serverId, PageReader reader) {
    ClusterConfig config =
        snapshots.current().config().clusters().stream()
            .filter(one -> one.id().equals(clusterId))
            .findFirst()
            .orElse(null);
    if (config == null) {
      return;
    }
    reader.tick(tick -> {
      fleet(tick);
      var now = traffic.cluster(clusterId);
      numbers(tick, "cluster", LiveCluster.of(config, now));
      hotKeys(tick, reader, config.name());
      if (serverId != null) {
        Sparkline spark = ServerPages.sparkline(traffic, clusterId, serverId);
        tick.line("server.line", spark.line());
        tick.line("server.area", spark.area());
      }
      boolean healthChanged = serverId != null && oneServer(tick, now, serverId);
      for (ServerTraffic server : now.servers()) {
        healthChanged |= server(tick, server);
      }
      boolean hindered = serverId == null && obstacles(tick, config);
      if (healthChanged || hindered) {
        reader.say("picture", Map.of());
      }
    });
    List<TrafficPoint> settled =
        Traffic.finalSeconds(traffic.history(clusterId, CHART_LAG_SECONDS));
    if (!settled.isEmpty()) {
      reader.say("point", ChartPoint.of(settled.getLast()).fields());
    }
  }

  /** Returns true when the obstacles differ from those on the page. */
  private boolean obstacles(PageReader.Tick tick, ClusterConfig cluster) {
    List<ClusterObstacle> now = ClusterObstacle.of(cluster, fleet.balancers());
    now.forEach(obstacle -> tick.text(obstacle.id(), obstacle.text()));
    return tick.state("obstacles", ClusterObstacle.state(now));
  }

  /** Sends the numbers of hot keys every second and changed rows every few seconds. */
  private void hotKeys(PageReader.Tick tick, PageReader reader, String cluster) {
    HotKeyList hot = hotKeys.hottest(cluster, HotKeyPages.SHOWN);
    List<HotKeyRow> rows = HotKeyRow.of(hot);
    tick.text("hot.requests", NumberText.count(hot.requests()));
    for (HotKeyRow row : rows) {
      tick.text("hot." + row.hash() + ".share", row.share());
      tick.text("hot." + row.hash() + ".doubt", row.doubt());
      tick.text("hot." + row.hash() + ".requests", row.requests());
      tick.line("hot." + row.hash() + ".bar", row.bar());
    }
    if (tick.before() % ROWS_EVERY_TICKS == 0 && tick.state("hot", HotKeyRow.state(rows))) {
      reader.say("keys", Map.of());
    }
  }

  private boolean fleet(PageReader.Tick tick) {
    FleetChip chip = FleetChip.of(fleet.summary());
    tick.tone("fleet", chip.tone());
    return tick.text("fleet", chip.text());
  }

  private static void numbers(PageReader.Tick tick, String of, LiveCluster now) {
    tick.text(of + ".rate", now.rate());
    tick.text(of + ".success", now.success());
    tick.text(of + ".p99", now.p99());
    tick.text(of + ".imbalance", now.imbalance());
    tick.text(of + ".up", now.up());
  }

  /**
   * Sends the numbers of a server's own page. Returns true when the balancers' observations
   * changed.
   */
  private boolean oneServer(PageReader.Tick tick, ClusterTraffic now, String serverId) {
    ServerPages.Totals totals = ServerPages.Totals.of(now.server(serverId));
    tick.text("server.requests", totals.requests());
    tick.text("server.median", totals.p50());
    List<ServerObservation> sights = traffic.observations(now.clusterId(), serverId);
    for (ServerObservation sight : sights) {
      tick.text("said." + sight.balancerId() + ".inFlight", Integer.toString(sight.inFlight()));
    }
    return tick.state("said", ServerPages.state(sights));
  }

  /** Sends the numbers of a server. Returns true when its health changed. */
  private static boolean server(PageReader.Tick tick, ServerTraffic server) {
    LiveNumbers now = LiveNumbers.of(server);
    String id = server.serverId();
    tick.text(id + ".share", now.share());
    tick.text(id + ".rate", now.rate());
    tick.text(id + ".p99", now.p99());
    tick.text(id + ".errors", now.errors());
    tick.text(id + ".inFlight", now.inFlight());
    tick.text(id + ".spills", now.spills());
    tick.text(id + ".reason", now.reason());
    tick.tone(id + ".health", now.healthTone());
    return tick.text(id + ".health", now.health());
  }
}
