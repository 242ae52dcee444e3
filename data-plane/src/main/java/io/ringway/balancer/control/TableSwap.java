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
 * Turns a snapshot into the table in force: build, one store, then ports, health checks and
 * connections follow. A fault of the configuration shows in the build, and refuses it. What comes
 * after the store holds nothing up: a step that fails is told, and taken again.
 */
public final class TableSwap implements SnapshotTarget {

  private static final Logger LOG = LoggerFactory.getLogger(TableSwap.class);

  private final ActiveTable active;
  private final Upstreams upstreams;
  private final HealthTable health;
  private final HealthChecks checks;
  private final Listeners listeners;
  private final Obstacles obstacles;

  /** Steps after the last store that are still to be taken, by name. */
  private final Map<String, Runnable> followUps = new LinkedHashMap<>();

  private boolean frozen;

  /**
   * Applies to these parts of the balancer.
   *
   * @param obstacles told of what this machine does not give
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
        // What the build asked for and the table in force does not use.
        upstreams.retain(active.current().upstreams(), 0);
      }
    }
  }

  private static Set<ListenPort> ports(RoutingTable table) {
    Set<ListenPort> ports = new HashSet<>(table.ports());
    ports.add(ListenPort.MAIN); // it answers always, if only with 503
    return ports;
  }

  /** Reads the authorities here, so that no event loop has to when the first request comes. */
  private void prepareTls(ConfigSnapshot snapshot) {
    try {
      upstreams.prepare(snapshot);
      obstacles.resolved(Obstacle.Item.SERVER_AUTHORITIES, "");
    } catch (IllegalStateException e) {
      LOG.debug("No server can be spoken to with TLS", e);
      obstacles.failed(
          Obstacle.Item.SERVER_AUTHORITIES,
          "",
          Obstacle.Kind.UNREADABLE,
          String.valueOf(e.getMessage()));
    }
  }

  /** Takes one step after the store. The table is in force whatever becomes of it. */
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

  /** The longest drain time of a cluster in force, in milliseconds. */
  public int drainMillis() {
    return snapshot().clusters().stream()
        .mapToInt(cluster -> cluster.settings().drainMillis())
        .max()
        .orElse(0);
  }

  /** Refuses every snapshot from now on: the balancer is stopping. */
  public synchronized void freeze() {
    frozen = true;
  }
}
