package io.ringway.control.whatif;

import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.routing.explain.ServerConditions;
import io.ringway.routing.steering.SlowStart;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control plane's view of a cluster: its snapshot and the balancers' reports. */
public final class ClusterObservation {

  private ClusterObservation() {}

  public static ServerConditions of(
      ClusterConfig cluster, long revision, Ring ring, Traffic traffic, long nowMillis) {
    Map<String, ObservedHealth> health = traffic.health(cluster.id());
    Participation parts = parts(cluster, ring, nowMillis);
    if (cluster.settings().steering().boundedLoad() == 0) {
      return view(cluster, revision, ring, parts, health);
    }
    // All balancers together: a bound is a multiple of the fair load, so it scales with them.
    ClusterTraffic load = traffic.cluster(cluster.id());
    return new ServerConditions(
        cluster,
        revision,
        ring,
        parts,
        cluster.servers().stream().mapToLong(server -> load.server(server.id()).inFlight()).sum(),
        server -> seen(server, health, load.server(server.id()).inFlight()));
  }

  /** Returns the conditions of servers without their loads. */
  public static ServerConditions view(
      ClusterConfig cluster,
      long revision,
      Ring ring,
      @Nullable Participation parts,
      Map<String, ObservedHealth> health) {
    return new ServerConditions(
        cluster, revision, ring, parts, 0, server -> seen(server, health, 0));
  }

  private static ServerConditions.Seen seen(
      ServerConfig server, Map<String, ObservedHealth> health, int inFlight) {
    ObservedHealth told = health.getOrDefault(server.id(), ObservedHealth.UNKNOWN);
    return new ServerConditions.Seen(up(told), told.reason(), inFlight);
  }

  /**
   * Returns true when a server counts as healthy. Like in balancers, one that has not been checked
   * does.
   */
  private static boolean up(ObservedHealth told) {
    return told.state() != ObservedHealth.State.UNHEALTHY;
  }

  /** Returns true when a server gets requests, by the same rule as in balancers. */
  public static boolean takes(ServerConfig server, Map<String, ObservedHealth> health) {
    return server.state() == ServerState.READY
        && up(health.getOrDefault(server.id(), ObservedHealth.UNKNOWN));
  }

  /** Returns the ring positions that take requests during slow starts, or null when all do. */
  static @Nullable public Participation parts(ClusterConfig cluster, Ring ring, long nowMillis) {
    SlowStart slowStart = SlowStart.of(cluster, ring.nodes());
    return slowStart == null ? null : slowStart.at(nowMillis);
  }
}
