package io.ringway.control.fleet;

import io.ringway.control.shell.NumberText;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A balancer as a row: text, ready to show. The page and the live stream say it the same way.
 *
 * @param state whether it runs the ring that it should on every port, in a word or two
 * @param tone {@code good}, {@code warn}, {@code bad} or {@code off}: a class of the style sheet
 * @param detail how far it is behind and since when, why it refused, or what it cannot carry out
 *     and why; empty when all is well
 * @param digest of the table that it built; a dash when it has none
 * @param same whether that is the digest of the control plane's table
 * @param report how old its last report is
 * @param passedOver how many servers it passes over, and how many of these for failed requests
 * @param passed these servers with the reasons, one line a reason
 */
public record BalancerLine(
    String id,
    String name,
    String address,
    boolean connected,
    String state,
    String tone,
    String detail,
    String revision,
    String digest,
    boolean same,
    String applied,
    String report,
    String reportTone,
    String since,
    String rate,
    String errors,
    String retries,
    String inFlight,
    String passedOver,
    String passedTone,
    List<String> passed,
    String version) {

  /** Reports come once a second: this many milliseconds without one are worth a look. */
  private static final long LATE_MILLIS = 3_500;

  private static final String NOTHING = "–";
  private static final int NAMED = 4;

  /** Copies the list. */
  public BalancerLine {
    passed = List.copyOf(passed);
  }

  static BalancerLine of(BalancerStatus one, ConfigSnapshot config, String digest, Instant now) {
    boolean there = one.connected();
    boolean late = there && one.unreportedMillis() > LATE_MILLIS;
    BalancerTraffic traffic = one.traffic();
    return new BalancerLine(
        one.id(),
        one.name(),
        one.port() == 0 ? one.address() : one.address() + ":" + one.port(),
        there,
        state(one),
        tone(one),
        detail(one),
        one.revision() == 0 ? "none" : "r" + one.revision(),
        one.digest().isEmpty() ? NOTHING : one.digest(),
        one.digest().equals(digest),
        one.lastAppliedMicros() == 0
            ? ""
            : String.format(Locale.ROOT, "applied in %.1f\u00a0ms", one.lastAppliedMicros() / 1e3),
        there
            ? ago(Duration.ofMillis(one.unreportedMillis()))
            : ago(Duration.between(one.lastSeen(), now)),
        late ? "warn" : there ? "plain" : "off",
        one.connectedSince() == null
            ? ""
            : "connected for " + NumberText.age(Duration.between(one.connectedSince(), now)),
        there ? NumberText.rate(traffic.requestsPerSecond()) : NOTHING,
        there ? NumberText.rate(traffic.errorsPerSecond()) : NOTHING,
        there ? NumberText.rate(traffic.retriesPerSecond()) : NOTHING,
        there ? NumberText.count(traffic.inFlight()) : NOTHING,
        there ? count(traffic) : NOTHING,
        traffic.passedOver().isEmpty() ? "plain" : "warn",
        passed(traffic, config),
        one.version() + ", " + one.transport());
  }

  /** A digest of what rows say beside the numbers: when it changes, they are fetched again. */
  public static String state(List<BalancerLine> lines) {
    return Integer.toHexString(
        lines.stream()
            .map(line ->
                List.of(
                    line.id,
                    line.state,
                    line.same ? line.detail : "", // else it may count seconds
                    line.revision,
                    line.digest,
                    line.passedOver,
                    line.passed))
            .toList()
            .hashCode());
  }

  private static String state(BalancerStatus one) {
    if (!one.connected()) {
      return "Away";
    }
    if (!one.rejectedReasons().isEmpty()) {
      return "Refused";
    }
    if (one.agrees()) {
      List<Obstacle> obstacles = one.traffic().obstacles();
      return obstacles.isEmpty() ? "Same ring" : ObstacleText.state(obstacles);
    }
    return one.behind() > 0 ? "Behind" : "Other ring";
  }

  private static String tone(BalancerStatus one) {
    if (!one.connected()) {
      return "off";
    }
    if (one.agrees()) {
      List<Obstacle> obstacles = one.traffic().obstacles();
      return obstacles.isEmpty() ? "good" : ObstacleText.closesPort(obstacles) ? "bad" : "warn";
    }
    return one.rejectedReasons().isEmpty() && one.behind() > 0 ? "warn" : "bad";
  }

  private static String detail(BalancerStatus one) {
    if (!one.connected()) {
      return "";
    }
    if (one.agrees()) {
      return String.join(" ", one.traffic().obstacleTexts());
    }
    if (!one.rejectedReasons().isEmpty()) {
      return "It refused the newest revision: " + String.join("; ", one.rejectedReasons());
    }
    if (one.behind() == 0) {
      return "It built another table from the same configuration: compare versions.";
    }
    String since =
        one.behindMillis() == 0
            ? ""
            : " for " + NumberText.age(Duration.ofMillis(one.behindMillis()));
    return (one.behind() == 1 ? "One revision behind" : one.behind() + " revisions behind") + since;
  }

  private static String ago(Duration age) {
    return age.toMillis() < 2_000 ? "now" : NumberText.age(age) + " ago";
  }

  private static String count(BalancerTraffic traffic) {
    long ejected =
        traffic.passedOver().stream().filter(BalancerTraffic.PassedOver::ejected).count();
    int all = traffic.passedOver().size();
    return all == 0 ? "none" : all + (ejected == 0 ? "" : ", " + ejected + " ejected");
  }

  private static List<String> passed(BalancerTraffic traffic, ConfigSnapshot config) {
    Map<String, List<String>> servers = new LinkedHashMap<>();
    for (BalancerTraffic.PassedOver one : traffic.passedOver()) {
      config.clusters().stream()
          .filter(cluster -> cluster.id().equals(one.clusterId()))
          .findFirst()
          .ifPresent(cluster ->
              servers
                  .computeIfAbsent(cluster.name() + ": " + one.reason(), _ -> new ArrayList<>())
                  .add(name(cluster, one.serverId())));
    }
    List<String> lines = new ArrayList<>();
    servers.forEach((why, names) -> {
      String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
      lines.add(
          String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + more + " of " + why);
    });
    return lines;
  }

  private static String name(ClusterConfig cluster, String serverId) {
    return cluster.servers().stream()
        .filter(server -> server.id().equals(serverId))
        .map(ServerConfig::name)
        .findFirst()
        .orElse(serverId);
  }
}
