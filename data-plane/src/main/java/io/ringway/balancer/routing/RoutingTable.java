package io.ringway.balancer.routing;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.upstream.InFlight;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.TableDigest;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.routing.key.ListenMatcher;
import io.ringway.routing.key.RequestView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole routing of a snapshot: immutable, built off the event loops, read once per request. */
public final class RoutingTable {

  /** The empty table, in force before the first snapshot. */
  public static final RoutingTable EMPTY =
      new RoutingTable(new ConfigSnapshot(0, 0, "default", 0, List.of()), List.of());

  private final ConfigSnapshot snapshot;
  private final List<ClusterRoute> clusters;
  private final List<ClusterRoute> bestFirst;
  private final String digest;

  private RoutingTable(ConfigSnapshot snapshot, List<ClusterRoute> clusters) {
    this.snapshot = snapshot;
    this.clusters = clusters;
    this.bestFirst =
        clusters.stream()
            .sorted(Comparator.comparing(ClusterRoute::listen, ListenMatcher.BEST_FIRST))
            .toList();
    this.digest = digestOf(clusters);
  }

  /**
   * Builds the table of a snapshot. Rings of the previous table are reused where nothing changed,
   * and make building faster where something did.
   *
   * @throws IllegalArgumentException when a ring cannot be built
   */
  public static RoutingTable build(
      ConfigSnapshot snapshot,
      @Nullable RoutingTable previous,
      Upstreams upstreams,
      HealthTable health) {
    Map<String, ClusterRoute> before = new HashMap<>();
    if (previous != null) {
      previous.clusters.forEach(cluster -> before.put(cluster.config().id(), cluster));
    }
    List<ClusterRoute> routes = new ArrayList<>();
    for (ClusterConfig cluster : snapshot.clusters()) {
      ClusterRoute old = before.get(cluster.id());
      Ring ring = ringOf(cluster, old);
      ServerRoute[] servers = servers(cluster, ring, upstreams, health);
      routes.add(
          new ClusterRoute(
              cluster, ring, servers, old == null ? new InFlight() : old.total(), health));
    }
    return new RoutingTable(snapshot, List.copyOf(routes));
  }

  private static Ring ringOf(ClusterConfig cluster, @Nullable ClusterRoute before) {
    return Rings.build(
        cluster.settings().placement(), cluster.ringNodes(), before == null ? null : before.ring());
  }

  private static ServerRoute[] servers(
      ClusterConfig cluster, Ring ring, Upstreams upstreams, HealthTable health) {
    Map<String, ServerConfig> byId = new HashMap<>();
    cluster.servers().forEach(server -> byId.put(server.id(), server));
    List<ServerRoute> routes = new ArrayList<>();
    for (Node node : ring.nodes()) {
      ServerConfig server = byId.get(node.id());
      if (server == null) {
        throw new IllegalStateException("Ring node '" + node.id() + "' is no server.");
      }
      routes.add(
          new ServerRoute(
              cluster.id(),
              server,
              health.of(cluster.id(), server.id()),
              upstreams.of(cluster, server)));
    }
    return routes.toArray(ServerRoute[]::new);
  }

  private static String digestOf(List<ClusterRoute> clusters) {
    TableDigest digest = new TableDigest();
    for (ClusterRoute cluster : clusters) {
      digest.cluster(cluster.config().id(), cluster.ring().digest());
      for (ServerConfig server : cluster.config().servers()) {
        digest.server(server);
      }
      digest.steering(cluster.config().settings().steering());
    }
    return digest.value();
  }

  /** Advances the slow start of servers that join. */
  void advance(long nowMillis) {
    for (ClusterRoute cluster : bestFirst) {
      cluster.advance(nowMillis);
    }
  }

  /** Returns the snapshot that this table was built from. */
  public ConfigSnapshot snapshot() {
    return snapshot;
  }

  /** Returns the clusters in the order of the snapshot. */
  public List<ClusterRoute> clusters() {
    return clusters;
  }

  /** Returns the digest of the table. */
  public String digest() {
    return digest;
  }

  /** Returns the ports that clusters listen on, each once. */
  public Set<ListenPort> ports() {
    Set<Integer> tls = snapshot.tlsPorts();
    Set<ListenPort> ports = new HashSet<>();
    for (ClusterRoute cluster : clusters) {
      int number = cluster.config().settings().listen().port();
      ports.add(new ListenPort(number, tls.contains(number)));
    }
    return ports;
  }

  /** Returns every upstream in use, which must not be drained. */
  public Set<Upstream> upstreams() {
    Set<Upstream> all = new HashSet<>();
    for (ClusterRoute cluster : clusters) {
      for (int i = 0; i < cluster.size(); i++) {
        all.add(cluster.server(i).upstream());
      }
    }
    return all;
  }

  /**
   * Returns the cluster of a request: matching port and host, then the longest matching path
   * prefix.
   *
   * @param port as in {@code Listen}: 0 for the main port
   */
  public @Nullable ClusterRoute cluster(int port, RequestView request) {
    return ListenMatcher.find(bestFirst, ClusterRoute::listen, port, request);
  }
}
