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

/** A cluster as the control plane sees it: by its snapshot and what balancers reported. */
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

  /** Without loads. */
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

  /** A server that nobody has looked at is taken for able to serve, as balancers do. */
  private static boolean up(ObservedHealth told) {
    return told.state() != ObservedHealth.State.UNHEALTHY;
  }

  /** Whether a server gets requests: the same rule as the balancer's. */
  public static boolean takes(ServerConfig server, Map<String, ObservedHealth> health) {
    return server.state() == ServerState.READY
        && up(health.getOrDefault(server.id(), ObservedHealth.UNKNOWN));
  }

  /** The places that take now while some servers join, null when all do. */
  static @Nullable public Participation parts(ClusterConfig cluster, Ring ring, long nowMillis) {
    SlowStart slowStart = SlowStart.of(cluster, ring.nodes());
    return slowStart == null ? null : slowStart.at(nowMillis);
  }
}
