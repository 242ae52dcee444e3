package io.ringway.control.explore;

import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.Health;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.explain.View;
import io.ringway.protocol.steering.Ramp;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster as the control plane sees it: by its snapshot and what balancers reported. */
final class Sight {

  private Sight() {}

  static View of(ClusterConfig cluster, long revision, Ring ring, Traffic traffic, long nowMillis) {
    Map<String, Health> health = traffic.health(cluster.id());
    Participation parts = parts(cluster, ring, nowMillis);
    if (cluster.settings().steering().boundedLoad() == 0) {
      return view(cluster, revision, ring, parts, health);
    }
    // All balancers together: a bound is a multiple of the fair load, so it scales with them.
    ClusterTraffic load = traffic.cluster(cluster.id());
    return new View(
        cluster,
        revision,
        ring,
        parts,
        cluster.servers().stream().mapToLong(server -> load.server(server.id()).inFlight()).sum(),
        server -> seen(server, health, load.server(server.id()).inFlight()));
  }

  /** Without loads. */
  static View view(
      ClusterConfig cluster,
      long revision,
      Ring ring,
      @Nullable Participation parts,
      Map<String, Health> health) {
    return new View(cluster, revision, ring, parts, 0, server -> seen(server, health, 0));
  }

  private static View.Seen seen(ServerConfig server, Map<String, Health> health, int inFlight) {
    Health told = health.getOrDefault(server.id(), Health.UNKNOWN);
    return new View.Seen(up(told), told.reason(), inFlight);
  }

  /** A server that nobody has looked at is taken for able to serve, as balancers do. */
  private static boolean up(Health told) {
    return told.state() != Health.State.UNHEALTHY;
  }

  /** Whether a server gets requests: the same rule as the balancer's. */
  static boolean takes(ServerConfig server, Map<String, Health> health) {
    return server.state() == ServerState.READY
        && up(health.getOrDefault(server.id(), Health.UNKNOWN));
  }

  /** The places that take now while some servers join, null when all do. */
  static @Nullable Participation parts(ClusterConfig cluster, Ring ring, long nowMillis) {
    Ramp ramp = Ramp.of(cluster, ring.nodes());
    return ramp == null ? null : ramp.at(nowMillis);
  }
}
