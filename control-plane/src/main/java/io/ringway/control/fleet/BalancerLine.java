package io.ringway.control.fleet;

import io.ringway.control.shell.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The texts of a balancer's row, for the page and for its live stream. */
public final class BalancerLine {

  private static final String NOTHING = "–";
  private static final int MAX_NAMES = 4;

  private final BalancerView view;
  private final BalancerStatus status;

  BalancerLine(BalancerView view) {
    this.view = view;
    this.status = view.status();
  }

  /**
   * Returns a digest of the texts that a live stream does not send one by one. The page fetches the
   * rows again when it changes.
   */
  public static String state(List<BalancerLine> lines) {
    return Integer.toHexString(
        lines.stream()
            .map(line ->
                List.of(
                    line.id(),
                    line.state(),
                    line.same() ? line.detail() : "", // otherwise it may count seconds
                    line.revision(),
                    line.digest(),
                    line.passedOver(),
                    line.passed()))
            .toList()
            .hashCode());
  }

  /** Returns the stable id. */
  public String id() {
    return status.id();
  }

  /** Returns the display name. */
  public String name() {
    return status.name();
  }

  /** Returns the address, with the traffic port while it is connected. */
  public String address() {
    return status.port() == 0 ? status.address() : status.address() + ":" + status.port();
  }

  /** Tells whether the balancer is connected. */
  public boolean connected() {
    return status.connected();
  }

  /** Returns the state of its rings in a word or two. */
  public String state() {
    return switch (view.ring()) {
      case RingState.Same _ -> "Same ring";
      case RingState.Hindered(var obstacles) -> ObstacleText.state(obstacles);
      case RingState.Behind _ -> "Behind";
      case RingState.Different _ -> "Other ring";
      case RingState.Rejected _ -> "Refused";
      case RingState.Disconnected _ -> "Away";
    };
  }

  /** Returns the CSS class of the state: {@code good}, {@code warn}, {@code bad} or {@code off}. */
  public String tone() {
    return view.ring().severity().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the details of the state in sentences; empty when all is well. */
  public String detail() {
    return switch (view.ring()) {
      case RingState.Same _, RingState.Disconnected _ -> "";
      case RingState.Hindered _ -> String.join(" ", status.traffic().obstacleTexts());
      case RingState.Behind(long revisions, Duration since) ->
          (revisions == 1 ? "One revision behind" : revisions + " revisions behind")
              + (since.isZero() ? "" : " for " + NumberText.age(since));
      case RingState.Different _ ->
          "It built another table from the same configuration: compare versions.";
      case RingState.Rejected(var reasons) ->
          "It refused the newest revision: " + String.join("; ", reasons);
    };
  }

  /** Returns the revision that it runs. */
  public String revision() {
    return status.revision() == 0 ? "none" : "r" + status.revision();
  }

  /** Returns the digest of the table that it built; a dash when it has none. */
  public String digest() {
    return status.digest().isEmpty() ? NOTHING : status.digest();
  }

  /** Tells whether that is the digest of the control plane's table. */
  public boolean same() {
    return view.sameDigest();
  }

  /** Returns the time that it took to apply the newest revision; empty when it is not known. */
  public String applied() {
    return status.lastAppliedMicros() == 0
        ? ""
        : String.format(Locale.ROOT, "applied in %.1f\u00a0ms", status.lastAppliedMicros() / 1e3);
  }

  /** Returns the age of its last report. */
  public String report() {
    Duration age = view.reportAge();
    return age.toMillis() < 2_000 ? "now" : NumberText.age(age) + " ago";
  }

  /** Returns the CSS class of the age. */
  public String reportTone() {
    return view.late() ? "warn" : status.connected() ? "plain" : "off";
  }

  /** Returns the duration of its connection; empty when it is disconnected. */
  public String since() {
    Duration age = view.connectedFor();
    return age == null ? "" : "connected for " + NumberText.age(age);
  }

  /** Returns the requests a second. */
  public String rate() {
    return connected() ? NumberText.rate(status.traffic().requestsPerSecond()) : NOTHING;
  }

  /** Returns the errors a second. */
  public String errors() {
    return connected() ? NumberText.rate(status.traffic().errorsPerSecond()) : NOTHING;
  }

  /** Returns the retries a second. */
  public String retries() {
    return connected() ? NumberText.rate(status.traffic().retriesPerSecond()) : NOTHING;
  }

  /** Returns the number of requests in flight. */
  public String inFlight() {
    return connected() ? NumberText.count(status.traffic().inFlight()) : NOTHING;
  }

  /** Returns how many servers it passes over, and how many of these are ejected. */
  public String passedOver() {
    if (!connected()) {
      return NOTHING;
    }
    List<BalancerTraffic.PassedOver> all = status.traffic().passedOver();
    long ejected = all.stream().filter(BalancerTraffic.PassedOver::ejected).count();
    return all.isEmpty() ? "none" : all.size() + (ejected == 0 ? "" : ", " + ejected + " ejected");
  }

  /** Returns the CSS class of that number. */
  public String passedTone() {
    return status.traffic().passedOver().isEmpty() ? "plain" : "warn";
  }

  /** Returns a line for each reason to pass servers over, with the first of their names. */
  public List<String> passed() {
    return view.passedOver().stream()
        .map(group -> {
          List<String> names = group.servers();
          String shown = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
          String more =
              names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "";
          return shown + more + " of " + group.cluster() + ": " + group.reason();
        })
        .toList();
  }

  /** Returns the software version and the transport. */
  public String version() {
    return status.version() + ", " + status.transport();
  }
}
