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
 * A cluster as requests see it: its configuration, its built ring, the way to each server and what
 * the servers are up to now.
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
   * What the servers are good for together, while the health of servers is at this turn.
   *
   * @param weight of those that requests may be sent to
   * @param panic whether they are all that the operator wants, since too few are up
   */
  private record UsableCapacity(long turns, double weight, boolean panic) {}

  /**
   * A cluster of a table.
   *
   * @param servers in the order of the ring's nodes
   * @param total requests under way in the cluster, whatever table they began with
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

  /** Gives servers that join the part that is theirs by now. By one thread at a time. */
  synchronized void advance(long nowMillis) {
    if (slowStart != null) {
      long state = slowStart.state(nowMillis);
      if (state != rampState) {
        rampState = state;
        parts = slowStart.at(nowMillis);
      }
    }
  }

  /** What this was built from. */
  public ClusterConfig config() {
    return config;
  }

  /** Where the ways of keys begin that do not begin at their owner. */
  public PinTable pins() {
    return pins;
  }

  /** Requests under way in the cluster; counted only while it has a load bound. */
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

  /** Whether so few servers are up that health is ignored. */
  public boolean panic() {
    return config.settings().health().panicPercent() != 0 && standing().panic();
  }

  @Override
  public double boundedLoad() {
    return config.settings().steering().boundedLoad();
  }

  /** Who places a request has counted it already. */
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

  /** Reckoned anew only after the health of some server has turned. */
  private UsableCapacity standing() {
    long turns = health.version();
    UsableCapacity known = usableCapacity;
    if (known.turns() != turns) {
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
      known = new UsableCapacity(turns, panic ? all : usable, panic);
      usableCapacity = known;
    }
    return known;
  }

  /** Who owns which key. */
  @Override
  public Ring ring() {
    return ring;
  }

  /** The server with this index in the ring's list of nodes. */
  public ServerRoute server(int node) {
    return servers[node];
  }

  /** How many servers are on the ring. */
  public int size() {
    return servers.length;
  }

  /** The requests that belong to the cluster. */
  ListenMatcher listen() {
    return listen;
  }

  /** Finds the key of a request. */
  public KeyExtractor keys() {
    return keys;
  }

  /** The protocols, in lower case, to which a request may change its connection. */
  public List<byte[]> upgrades() {
    return upgrades;
  }

  /** The web origins that may call this cluster. */
  public CorsOrigins cors() {
    return cors;
  }
}
