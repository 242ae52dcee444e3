package io.ringway.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * The number of events that each part has logged at WARN and ERROR, from its metrics. A counter
 * starts at 0 with each process, so it is read before each planned end. Thread-safe.
 */
final class ErrorCounts {

  private final Installation installation;
  private final ControlApi api;
  private final Findings findings;
  private final Map<String, Count> counts = new TreeMap<>();

  /** The events of one process. */
  record Count(long warnings, long errors) {}

  ErrorCounts(Installation installation, ControlApi api, Findings findings) {
    this.installation = installation;
    this.api = api;
    this.findings = findings;
  }

  /** Reads the metrics of a part that has some, including these counters. */
  String read(SystemPart systemPart) throws IOException, InterruptedException {
    int instance = systemPart.instance();
    boolean control = systemPart == installation.control();
    String text = api.text(address(systemPart));
    String metric = control ? "logback_events_total" : "ringway_log_events_total";
    Count now =
        new Count(
            (long) Metrics.sum(text, metric, "level=\"warn\""),
            (long) Metrics.sum(text, metric, "level=\"error\""));
    note(systemPart, instance, now);
    return text;
  }

  private URI address(SystemPart systemPart) {
    for (int i = 0; i < installation.balancers(); i++) {
      if (systemPart == installation.balancer(i)) {
        return installation.adminAddress(i).resolve("/metrics");
      }
    }
    return installation.controlAddress().resolve("/actuator/prometheus");
  }

  private synchronized void note(SystemPart systemPart, int instance, Count now) {
    Count before = counts.put(systemPart.name() + " " + instance, now);
    if (now.errors() > (before == null ? 0 : before.errors())) {
      findings.add("Logged at ERROR", "by the " + systemPart.name() + ": see " + systemPart.log());
    }
  }

  /** Returns the sum over all processes of a part. */
  synchronized Count of(SystemPart systemPart) {
    long warnings = 0;
    long errors = 0;
    for (var each : counts.entrySet()) {
      if (each.getKey().startsWith(systemPart.name() + " ")) {
        warnings += each.getValue().warnings();
        errors += each.getValue().errors();
      }
    }
    return new Count(warnings, errors);
  }
}
