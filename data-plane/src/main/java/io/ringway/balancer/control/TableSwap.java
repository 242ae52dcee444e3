package io.ringway.balancer.control;

import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.proxy.Listeners;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.Port;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ConfigSnapshot;
import java.util.HashSet;
import java.util.Set;

/**
 * Turns a snapshot into the table in force: build, bind, one store, then health checks and
 * connections follow. What can fail comes before the store.
 */
public final class TableSwap implements Routes {

  private final ActiveTable active;
  private final Upstreams upstreams;
  private final HealthTable health;
  private final HealthChecks checks;
  private final Listeners listeners;
  private boolean frozen;

  /** Applies to these parts of the balancer. */
  public TableSwap(
      ActiveTable active,
      Upstreams upstreams,
      HealthTable health,
      HealthChecks checks,
      Listeners listeners) {
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
    RoutingTable table;
    try {
      if (frozen) {
        throw new IllegalStateException("this balancer is stopping");
      }
      table = RoutingTable.build(snapshot, active.current(), upstreams, health);
      Set<Port> ports = new HashSet<>(table.ports());
      ports.add(Port.MAIN); // it answers always, if only with 503
      listeners.reconcile(ports);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // What the build asked for and the table in force does not use.
      upstreams.retain(active.current().upstreams(), 0);
      throw new SnapshotRefusedException(String.valueOf(e.getMessage()), e);
    }
    int drainMillis = drainMillis();
    active.swap(table);
    checks.reconcile(snapshot);
    upstreams.retain(table.upstreams(), drainMillis);
    return table.digest();
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
