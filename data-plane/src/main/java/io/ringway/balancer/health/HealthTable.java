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
 * The health of every configured server, by stable id. Safe for use by any number of threads;
 * requests do no lookup here, their route holds the {@link ServerHealth}.
 */
public final class HealthTable {

  /** The period of {@link #readmit}, in milliseconds. */
  public static final long READMIT_MILLIS = 100;

  /** A server of a cluster. */
  record Key(String clusterId, String serverId) {}

  private final LongSupplier nanoClock;
  private final AtomicLong version = new AtomicLong();
  private final ConcurrentMap<Key, ServerHealth> servers = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Ejections> clusters = new ConcurrentHashMap<>();

  /** Creates an empty table. */
  public HealthTable() {
    this(System::nanoTime);
  }

  /**
   * Creates an empty table.
   *
   * @param nanoClock a monotonic clock, in nanoseconds
   */
  public HealthTable(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Returns the health of a server, always the same object; a new server is usable. */
  public ServerHealth of(String clusterId, String serverId) {
    return servers.computeIfAbsent(
        new Key(clusterId, serverId),
        key -> new ServerHealth(clusterId, serverId, version, ejections(clusterId), nanoClock));
  }

  private Ejections ejections(String clusterId) {
    return clusters.computeIfAbsent(clusterId, _ -> new Ejections());
  }

  /**
   * Returns a number that changes when a server becomes usable or unusable. A value that was
   * computed from the health of many servers stays valid until then; read the number first.
   */
  public long version() {
    return version.get();
  }

  /** Visits every server. */
  public void forEach(Consumer<ServerHealth> visitor) {
    servers.values().forEach(visitor);
  }

  /** Applies the health policies of this snapshot, and forgets all other servers. */
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

  /** Readmits servers whose ejection is over. Any thread. */
  public void readmit() {
    long now = nanoClock.getAsLong();
    servers.values().forEach(server -> server.readmit(now));
  }
}
