package io.ringway.balancer.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.ringway.balancer.control.Applier;
import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.telemetry.Merger;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the second port says. */
public final class AdminPages {

  private final Applier applier;
  private final ControlLink link;
  private final SnapshotStore store;
  private final Merger merger;
  private final Function<Question, Explanation> explainer;
  private final String transport;
  private final InstantSource clock;

  /**
   * Answers from these parts of the balancer.
   *
   * @param explainer the message of its {@link IllegalArgumentException} goes to the asker
   */
  public AdminPages(
      Applier applier,
      ControlLink link,
      SnapshotStore store,
      Merger merger,
      Function<Question, Explanation> explainer,
      String transport,
      InstantSource clock) {
    this.applier = applier;
    this.link = link;
    this.store = store;
    this.merger = merger;
    this.explainer = explainer;
    this.transport = transport;
    this.clock = clock;
  }

  Answer answer(QueryStringDecoder uri) {
    return switch (uri.path()) {
      case "/live" -> Answer.text(200, "live\n");
      case "/ready" ->
          hasTable()
              ? Answer.text(200, "ready\n")
              : Answer.problem(503, "No snapshot yet: waiting for the control plane.");
      case "/metrics" ->
          new Answer(200, "text/plain; version=0.0.4; charset=utf-8", merger.prometheus() + own());
      case "/snapshot" -> Answer.json(snapshot());
      case "/explain" -> explain(uri.parameters());
      default ->
          Answer.problem(
              404, "Ask for /live, /ready, /metrics, /snapshot or /explain?cluster=…&key=….");
    };
  }

  private boolean hasTable() {
    return applier.source() != Applier.Source.NONE;
  }

  private Answer explain(Map<String, List<String>> query) {
    Question question;
    try {
      question = Questions.read(query);
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
    try {
      return Answer.json(explainer.apply(question));
    } catch (IllegalArgumentException e) {
      return Answer.problem(404, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, @Nullable Object> snapshot() {
    ConfigSnapshot snapshot = applier.routes().snapshot();
    Instant stale = link.staleSince();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("epoch", snapshot.epoch());
    answer.put("revision", snapshot.revision());
    answer.put("digest", applier.routes().digest());
    answer.put("source", applier.source().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    answer.put("ageSeconds", ageSeconds());
    answer.put("connected", link.connected());
    answer.put("staleSince", stale == null ? null : stale.toString());
    answer.put("savedOnDisk", store.working());
    return answer;
  }

  private @Nullable Long ageSeconds() {
    Instant applied = applier.appliedAt();
    return applied == null ? null : Duration.between(applied, clock.instant()).toSeconds();
  }

  private String own() {
    ConfigSnapshot snapshot = applier.routes().snapshot();
    Long age = ageSeconds();
    return gauge("ringway_snapshot_revision", "Revision in force.", "", snapshot.revision())
        + gauge("ringway_snapshot_epoch", "Epoch in force.", "", snapshot.epoch())
        + gauge(
            "ringway_snapshot_age_seconds", "Since it came into force.", "", age == null ? 0 : age)
        + gauge("ringway_control_connected", "1 when connected.", "", link.connected() ? 1 : 0)
        + gauge(
            "ringway_snapshot_saved", "1 when the last save worked.", "", store.working() ? 1 : 0)
        + metric(
            "counter",
            "ringway_snapshot_save_failures_total",
            "Snapshots that could not be saved.",
            "",
            store.failures())
        + gauge(
            "ringway_event_loop_info",
            "How the kernel is reached.",
            "{transport=\"" + transport + "\"}",
            1);
  }

  private static String gauge(String name, String help, String labels, long value) {
    return metric("gauge", name, help, labels, value);
  }

  private static String metric(String type, String name, String help, String labels, long value) {
    return "# HELP %s %s\n# TYPE %s %s\n%s%s %d\n"
        .formatted(name, help, name, type, name, labels, value);
  }
}
