package io.ringway.balancer.control;

import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Obstacle;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The swap of the routing table: it builds a table, stores it, and then updates ports, health
 * checks and connections. An invalid configuration fails in the build and is refused. A step after
 * the store that fails is recorded as an obstacle and retried; the table stays in force.
 */
public final class TableSwap implements SnapshotTarget {

  private static final Logger LOG = LoggerFactory.getLogger(TableSwap.class);

  private final ActiveTable active;
  private final Upstreams upstreams;
  private final HealthTable health;
  private final HealthChecks checks;
  private final Listeners listeners;
  private final Obstacles obstacles;

  /** Steps after the last store that are still pending, by name. */
  private final Map<String, Runnable> followUps = new LinkedHashMap<>();

  private boolean frozen;

  /**
   * Creates a swap that updates these parts of the balancer.
   *
   * @param obstacles records the limitations of this machine
   */
  public TableSwap(
      ActiveTable active,
      Upstreams upstreams,
      HealthTable health,
      HealthChecks checks,
      Listeners listeners,
      Obstacles obstacles) {
    this.obstacles = obstacles;
    this.active = active;
    this.upstreams = upstreams;
    this.health = health;
    this.checks = checks;
    this.listeners = listeners;
  }

  @Override
  public ConfigSnapshot snapshot() {
    return active.current().snapshot();
  }

  @Override
  public String digest() {
    RoutingTable table = active.current();
    return table == RoutingTable.EMPTY ? "" : table.digest();
  }

  @Override
  public synchronized String apply(ConfigSnapshot snapshot) throws SnapshotRefusedException {
    if (frozen) {
      throw new SnapshotRefusedException("this balancer is stopping", null);
    }
    int drainMillis = drainMillis();
    RoutingTable table = buildAndStore(snapshot);
    followUps.clear();
    followUps.put("ports", () -> listeners.reconcile(ports(table)));
    followUps.put("health checks", () -> checks.reconcile(snapshot));
    followUps.put("connections", () -> upstreams.retain(table.upstreams(), drainMillis));
    List.copyOf(followUps.keySet()).forEach(this::follow);
    return table.digest();
  }

  private RoutingTable buildAndStore(ConfigSnapshot snapshot) throws SnapshotRefusedException {
    boolean stored = false;
    try {
      RoutingTable table = RoutingTable.build(snapshot, active.current(), upstreams, health);
      prepareTls(snapshot);
      active.swap(table);
      stored = true;
      return table;
    } catch (IllegalArgumentException e) {
      throw new SnapshotRefusedException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!stored) {
        // Releases what only the failed build used.
        upstreams.retain(active.current().upstreams(), 0);
      }
    }
  }

  private static Set<ListenPort> ports(RoutingTable table) {
    Set<ListenPort> ports = new HashSet<>(table.ports());
    ports.add(ListenPort.MAIN); // always open, if only to respond 503
    return ports;
  }

  /** Reads the authorities now, so that no event loop has to at the first request. */
  private void prepareTls(ConfigSnapshot snapshot) {
    try {
      upstreams.prepare(snapshot);
      obstacles.resolved(Obstacle.Item.SERVER_AUTHORITIES, "");
    } catch (IllegalStateException e) {
      LOG.debug("TLS to servers is not possible", e);
      obstacles.failed(
          Obstacle.Item.SERVER_AUTHORITIES,
          "",
          Obstacle.Kind.UNREADABLE,
          String.valueOf(e.getMessage()));
    }
  }

  /** Runs one step after the store. The table stays in force even if it fails. */
  private void follow(String step) {
    Runnable task = followUps.get(step);
    if (task == null) {
      return;
    }
    try {
      task.run();
      followUps.remove(step);
      obstacles.resolved(Obstacle.Item.FOLLOW_UP, step);
    } catch (RuntimeException | Error e) {
      String words = UnexpectedError.describe(e);
      LOG.error("A step after the change of the configuration failed, {}: {}", step, words, e);
      obstacles.failed(
          Obstacle.Item.FOLLOW_UP,
          step,
          Obstacle.Kind.UNEXPECTED,
          words.substring(0, words.length() - 1));
    }
  }

  @Override
  public synchronized void retryObstacles() {
    if (frozen) {
      return;
    }
    for (String step : List.copyOf(followUps.keySet())) {
      if (obstacles.due(Obstacle.Item.FOLLOW_UP, step)) {
        follow(step);
      }
    }
    if (obstacles.retryDue(Obstacle.Item.SERVER_AUTHORITIES, "")) {
      prepareTls(snapshot());
    }
    listeners.retry();
  }

  /** Returns the longest drain time of a cluster in force, in milliseconds. */
  public int drainMillis() {
    return snapshot().clusters().stream()
        .mapToInt(cluster -> cluster.settings().drainMillis())
        .max()
        .orElse(0);
  }

  /** Refuses every further snapshot, since the balancer is stopping. */
  public synchronized void freeze() {
    frozen = true;
  }
}
