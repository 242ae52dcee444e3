package io.ringway.balancer.routing;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.upstream.InFlight;
import io.ringway.protocol.ClusterConfig;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.selection.SelectionContext;
import io.ringway.routing.key.KeyExtractor;
import io.ringway.routing.key.ListenMatcher;
import io.ringway.routing.steering.PinTable;
import io.ringway.routing.steering.SlowStart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in the routing table: its configuration, ring, routes to servers and their current
 * state.
 */
public final class ClusterRoute implements SelectionContext {

  private static final List<byte[]> UPGRADES =
      List.of("websocket".getBytes(StandardCharsets.US_ASCII));

  private final ClusterConfig config;
  private final Ring ring;
  private final ServerRoute[] servers;
  private final ListenMatcher listen;
  private final KeyExtractor keys;
  private final CorsOrigins cors;
  private final List<byte[]> upgrades;
  private final PinTable pins;
  private final InFlight total;
  private final HealthTable health;
  private final @Nullable SlowStart slowStart;
  private volatile @Nullable Participation parts;
  private long rampState;
  private volatile UsableCapacity usableCapacity = new UsableCapacity(-1, 0, false);

  /**
   * The usable servers together, valid for one version of the health table.
   *
   * @param weight total weight of the servers that requests may be sent to
   * @param panic whether health is ignored because too few servers are up
   */
  private record UsableCapacity(long version, double weight, boolean panic) {}

  /**
   * Creates the route of a cluster.
   *
   * @param servers in the order of the ring's nodes
   * @param total requests under way in the cluster, including those of earlier tables
   */
  ClusterRoute(
      ClusterConfig config, Ring ring, ServerRoute[] servers, InFlight total, HealthTable health) {
    this.config = config;
    this.ring = ring;
    this.servers = servers;
    this.listen = new ListenMatcher(config.settings().listen());
    this.keys = new KeyExtractor(config.settings().keyRules());
    this.cors = new CorsOrigins(config.settings().corsOrigins());
    this.upgrades = config.settings().relay().webSockets() ? UPGRADES : List.of();
    this.pins = PinTable.of(config.settings().steering().pins(), ring.nodes());
    this.total = total;
    this.health = health;
    this.slowStart = SlowStart.of(config, ring.nodes());
  }

  /** Advances slow start. By one thread at a time. */
  synchronized void advance(long nowMillis) {
    if (slowStart != null) {
      long state = slowStart.state(nowMillis);
      if (state != rampState) {
        rampState = state;
        parts = slowStart.at(nowMillis);
      }
    }
  }

  /** Returns the configuration. */
  public ClusterConfig config() {
    return config;
  }

  /** Returns the overrides for keys that do not start at their ring owner (pins and spreads). */
  public PinTable pins() {
    return pins;
  }

  /** Returns the requests under way; counted only while there is a load bound. */
  public InFlight total() {
    return total;
  }

  @Override
  public @Nullable Participation parts() {
    return parts;
  }

  @Override
  public boolean usable(int node) {
    return servers[node].takesRequests() || servers[node].ready() && panic();
  }

  /** Tells whether health is ignored because too few servers are up. */
  public boolean panic() {
    return config.settings().health().panicPercent() != 0 && standing().panic();
  }

  @Override
  public double boundedLoad() {
    return config.settings().steering().boundedLoad();
  }

  /** {@inheritDoc} The request that is being placed is counted already. */
  @Override
  public long inFlight() {
    return total.value();
  }

  @Override
  public int inFlight(int node) {
    return servers[node].upstream().inFlight().value();
  }

  @Override
  public boolean enter(int node, int bound) {
    return servers[node].upstream().inFlight().enter(bound);
  }

  @Override
  public double usableWeight() {
    return standing().weight();
  }

  /** Returns the usable capacity, computed again only after the health of a server has changed. */
  private UsableCapacity standing() {
    long version = health.version();
    UsableCapacity known = usableCapacity;
    if (known.version() != version) {
      int ready = 0;
      int up = 0;
      double all = 0;
      double usable = 0;
      for (ServerRoute server : servers) {
        boolean takes = server.takesRequests();
        up += takes ? 1 : 0;
        usable += takes ? server.config().weight() : 0;
        ready += server.ready() ? 1 : 0;
        all += server.ready() ? server.config().weight() : 0;
      }
      boolean panic = config.settings().health().panics(up, ready);
      known = new UsableCapacity(version, panic ? all : usable, panic);
      usableCapacity = known;
    }
    return known;
  }

  /** Returns the ring. */
  @Override
  public Ring ring() {
    return ring;
  }

  /** Returns the server with this index in the ring's list of nodes. */
  public ServerRoute server(int node) {
    return servers[node];
  }

  /** Returns the number of servers on the ring. */
  public int size() {
    return servers.length;
  }

  /** Returns the matcher of the cluster's requests. */
  ListenMatcher listen() {
    return listen;
  }

  /** Returns the extractor of keys. */
  public KeyExtractor keys() {
    return keys;
  }

  /** Returns the protocols, in lower case, to which a request may upgrade its connection. */
  public List<byte[]> upgrades() {
    return upgrades;
  }

  /** Returns the web origins that may call this cluster. */
  public CorsOrigins cors() {
    return cors;
  }
}
