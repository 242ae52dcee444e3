package io.ringway.control.fleet;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a balancer's row; {@link BalancerLine} words them.
 *
 * @param ring state of its rings
 * @param sameDigest whether it built the same table as the control plane
 * @param reportAge time since its last report, or since it was last connected
 * @param connectedFor duration of its connection, null when it is disconnected
 * @param passedOver the servers that it passes over, by cluster and reason
 */
record BalancerView(
    BalancerStatus status,
    RingState ring,
    boolean sameDigest,
    Duration reportAge,
    @Nullable Duration connectedFor,
    List<PassedOver> passedOver) {

  /** The age after which a report is late: one is due each second. */
  private static final Duration LATE = Duration.ofMillis(3_500);

  /** Copies the list. */
  BalancerView {
    passedOver = List.copyOf(passedOver);
  }

  /** The servers of a cluster that are passed over for one reason. */
  record PassedOver(String cluster, String reason, List<String> servers) {

    /** Copies the list. */
    PassedOver {
      servers = List.copyOf(servers);
    }
  }

  static BalancerView of(BalancerStatus status, ConfigSnapshot config, String digest, Instant now) {
    Instant since = status.connectedSince();
    return new BalancerView(
        status,
        RingState.of(status),
        status.digest().equals(digest),
        status.connected()
            ? Duration.ofMillis(status.unreportedMillis())
            : Duration.between(status.lastSeen(), now),
        since == null ? null : Duration.between(since, now),
        passedOver(status.traffic(), config));
  }

  /** Tells whether a report is overdue. */
  boolean late() {
    return status.connected() && reportAge.compareTo(LATE) > 0;
  }

  private static List<PassedOver> passedOver(BalancerTraffic traffic, ConfigSnapshot config) {
    record Group(String cluster, String reason) {}
    Map<Group, List<String>> servers = new LinkedHashMap<>();
    for (BalancerTraffic.PassedOver one : traffic.passedOver()) {
      Optional<ClusterConfig> cluster =
          config.clusters().stream().filter(each -> each.id().equals(one.clusterId())).findFirst();
      cluster.ifPresent(known ->
          servers
              .computeIfAbsent(new Group(known.name(), one.reason()), _ -> new ArrayList<>())
              .add(name(known, one.serverId())));
    }
    List<PassedOver> groups = new ArrayList<>();
    servers.forEach(
        (group, names) -> groups.add(new PassedOver(group.cluster(), group.reason(), names)));
    return groups;
  }

  private static String name(ClusterConfig cluster, String serverId) {
    return cluster.servers().stream()
        .filter(server -> server.id().equals(serverId))
        .map(ServerConfig::name)
        .findFirst()
        .orElse(serverId);
  }
}
