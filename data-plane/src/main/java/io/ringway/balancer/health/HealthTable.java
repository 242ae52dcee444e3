package io.ringway.balancer.health;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The health of every configured server, by stable id. Safe for use by any number of threads; a
 * request does not look anything up here, its route holds the {@link ServerHealth}.
 */
public final class HealthTable {

  /** How often {@link #readmit} is due, in milliseconds. */
  public static final long READMIT_MILLIS = 100;

  /** A server of a cluster. */
  record Key(String clusterId, String serverId) {}

  private final LongSupplier nanoClock;
  private final AtomicLong version = new AtomicLong();
  private final ConcurrentMap<Key, ServerHealth> servers = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Ejections> clusters = new ConcurrentHashMap<>();

  /** An empty table. */
  public HealthTable() {
    this(System::nanoTime);
  }

  /**
   * An empty table.
   *
   * @param nanoClock never goes back, whatever is done to the time of day; nanoseconds
   */
  public HealthTable(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The health of a server, the same object each time; a server not seen before is usable. */
  public ServerHealth of(String clusterId, String serverId) {
    return servers.computeIfAbsent(
        new Key(clusterId, serverId),
        key -> new ServerHealth(clusterId, serverId, version, ejections(clusterId), nanoClock));
  }

  private Ejections ejections(String clusterId) {
    return clusters.computeIfAbsent(clusterId, _ -> new Ejections());
  }

  /**
   * A number that is another one after a server became usable or stopped being so: what was made of
   * the health of many may be kept until then. Read it before what it guards.
   */
  public long version() {
    return version.get();
  }

  /** Visits every server. */
  public void forEach(Consumer<ServerHealth> visitor) {
    servers.values().forEach(visitor);
  }

  /** Judges the servers of this snapshot by its rules from now on, and forgets all others. */
  public void applyPolicies(ConfigSnapshot snapshot) {
    Set<Key> configured = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (ClusterConfig cluster : snapshot.clusters()) {
      ids.add(cluster.id());
      int ready = 0;
      for (ServerConfig server : cluster.servers()) {
        configured.add(new Key(cluster.id(), server.id()));
        String label = "Server " + server.name() + " of " + cluster.name();
        of(cluster.id(), server.id()).applyPolicy(label, cluster.settings().health());
        ready += server.state() == ServerState.READY ? 1 : 0;
      }
      ejections(cluster.id()).limit(ready, cluster.settings().health().maxEjectedPercent());
    }
    servers.forEach((key, health) -> {
      if (!configured.contains(key)) {
        health.forget();
      }
    });
    servers.keySet().retainAll(configured);
    clusters.keySet().retainAll(ids);
  }

  /** Lets servers back in whose ejection is over. Any thread. */
  public void readmit() {
    long now = nanoClock.getAsLong();
    servers.values().forEach(server -> server.readmit(now));
  }
}
