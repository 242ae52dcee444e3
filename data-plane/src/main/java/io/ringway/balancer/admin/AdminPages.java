package io.ringway.balancer.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.SnapshotApplier;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.memory.MemoryShortage;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.MetricsPage;
import io.ringway.balancer.telemetry.PrometheusText;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages of the admin port. */
public final class AdminPages {

  private final SnapshotApplier snapshotApplier;
  private final ControlLink link;
  private final SnapshotStore store;
  private final List<MetricSource> metrics;
  private final LogPages log;
  private final Function<ExplainQuery, Explanation> explainer;
  private final String transport;
  private final InstantSource clock;
  private final TlsPage tls;
  private final BooleanSupplier warmingUp;
  private final Supplier<@Nullable MemoryShortage> shortage;

  /**
   * Creates the pages from these parts of the balancer.
   *
   * @param metrics the metrics of the other parts
   * @param log serves paths that begin with {@code /log/}
   * @param explainer the message of its {@link IllegalArgumentException} goes into the response
   * @param warmingUp tells whether the warm-up is under way
   * @param shortage the memory that is full, or null
   */
  public AdminPages(
      SnapshotApplier snapshotApplier,
      ControlLink link,
      SnapshotStore store,
      List<MetricSource> metrics,
      LogPages log,
      Function<ExplainQuery, Explanation> explainer,
      String transport,
      InstantSource clock,
      TlsPage tls,
      BooleanSupplier warmingUp,
      Supplier<@Nullable MemoryShortage> shortage) {
    this.snapshotApplier = snapshotApplier;
    this.link = link;
    this.store = store;
    this.metrics = new ArrayList<>(metrics);
    this.metrics.add(MetricSource.of(this::measure));
    this.log = log;
    this.explainer = explainer;
    this.transport = transport;
    this.clock = clock;
    this.tls = tls;
    this.warmingUp = warmingUp;
    this.shortage = shortage;
  }

  AdminResponse respond(QueryStringDecoder uri) {
    return switch (uri.path()) {
      case "/live" -> WholeResponse.text(200, "live\n");
      case "/ready" -> ready();
      case "/metrics" -> metrics(uri.parameters());
      case "/snapshot" -> WholeResponse.json(snapshot());
      case "/explain" -> explain(uri.parameters());
      case "/log/level" -> log.level(uri.parameters());
      case "/tls" -> tls.show();
      default ->
          WholeResponse.problem(
              404,
              "Use /live, /ready, /metrics, /snapshot, /tls, /log/level or"
                  + " /explain?cluster=…&key=….");
    };
  }

  /** Changes something. The caller has checked that the client may do so. */
  WholeResponse change(String method, QueryStringDecoder uri) {
    return switch (method + " " + uri.path()) {
      case "PUT /log/level" -> log.setLevel(uri.parameters());
      case "POST /log/reopen" -> log.reopen();
      case "POST /tls/reload" -> tls.reload();
      default ->
          WholeResponse.problem(
              405,
              "Use GET. What can be changed: PUT /log/level?logger=…&level=…, POST"
                  + " /log/reopen and POST /tls/reload.");
    };
  }

  private WholeResponse ready() {
    if (snapshotApplier.source() == SnapshotApplier.Source.NONE) {
      return WholeResponse.problem(
          503,
          warmingUp.getAsBoolean()
              ? "Warming up: it listens for clients afterwards."
              : "No snapshot yet: waiting for the control plane.");
    }
    MemoryShortage memory = shortage.get();
    return memory == null
        ? WholeResponse.text(200, "ready\n")
        : WholeResponse.problem(503, memory.description());
  }

  private AdminResponse metrics(Map<String, List<String>> query) {
    Set<String> names = new LinkedHashSet<>(query.getOrDefault("cluster", List.of()));
    Set<String> known = new HashSet<>();
    snapshotApplier.target().snapshot().clusters().forEach(cluster -> known.add(cluster.name()));
    for (String name : names) {
      if (!known.contains(name)) {
        return WholeResponse.problem(
            404,
            "There is no cluster '"
                + name
                + "' in the revision in force. Give names of clusters, as in"
                + " /metrics?cluster=shop&cluster=api, or none for all.");
      }
    }
    List<String> latency = query.getOrDefault("latency", List.of("cluster"));
    if (!latency.equals(List.of("server")) && !latency.equals(List.of("cluster"))) {
      return WholeResponse.problem(
          400, "Latency histograms are given by cluster or by server: latency=server.");
    }
    return new AdminResponse.Metrics(new MetricsPage(metrics, names, latency.contains("server")));
  }

  private WholeResponse explain(Map<String, List<String>> query) {
    ExplainQuery explainQuery;
    try {
      explainQuery = ExplainParameters.read(query);
    } catch (IllegalArgumentException e) {
      return WholeResponse.problem(400, String.valueOf(e.getMessage()));
    }
    try {
      return WholeResponse.json(explainer.apply(explainQuery));
    } catch (IllegalArgumentException e) {
      return WholeResponse.problem(404, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, @Nullable Object> snapshot() {
    ConfigSnapshot snapshot = snapshotApplier.target().snapshot();
    Instant stale = link.staleSince();
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("epoch", snapshot.epoch());
    page.put("revision", snapshot.revision());
    page.put("digest", snapshotApplier.target().digest());
    page.put("source", snapshotApplier.source().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    page.put("ageSeconds", ageSeconds());
    page.put("connected", link.connected());
    page.put("staleSince", stale == null ? null : stale.toString());
    page.put("savedOnDisk", store.working());
    return page;
  }

  private @Nullable Long ageSeconds() {
    Instant applied = snapshotApplier.appliedAt();
    return applied == null ? null : Duration.between(applied, clock.instant()).toSeconds();
  }

  private void measure(PrometheusText text) {
    ConfigSnapshot snapshot = snapshotApplier.target().snapshot();
    Instant applied = snapshotApplier.appliedAt();
    Instant stale = link.staleSince();
    text.gauge("ringway_snapshot_revision", "Revision in force.", snapshot.revision());
    text.gauge("ringway_snapshot_epoch", "Epoch in force.", snapshot.epoch());
    text.gauge(
        "ringway_snapshot_age_seconds", "Time since it came into force.", secondsSince(applied));
    text.gauge("ringway_control_connected", "1 when connected.", link.connected() ? 1 : 0);
    text.gauge(
        "ringway_control_silent_seconds",
        "Time since the last message of the control plane; 0 while it is connected.",
        secondsSince(stale));
    text.gauge("ringway_snapshot_saved", "1 when the last save worked.", store.working() ? 1 : 0);
    text.counter(
        "ringway_snapshot_save_failures_total",
        "Snapshots that could not be saved.",
        store.failures());
    text.gauge(
        "ringway_event_loop_info", "The interface to the kernel.", 1, "transport", transport);
  }

  private double secondsSince(@Nullable Instant then) {
    return then == null ? 0 : Duration.between(then, clock.instant()).toMillis() / 1e3;
  }
}
