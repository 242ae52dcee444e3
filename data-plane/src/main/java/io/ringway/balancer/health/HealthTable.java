package io.ringway.balancer.health;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The health of every configured server, by stable id. Safe for use by any number of threads; a
 * request does not look anything up here, its route holds the {@link ServerHealth}.
 */
public final class HealthTable {

  /** A server of a cluster. */
  record Key(String clusterId, String serverId) {}

  private final AtomicLong turns = new AtomicLong();
  private final ConcurrentMap<Key, ServerHealth> servers = new ConcurrentHashMap<>();

  /** An empty table. */
  public HealthTable() {}

  /** The health of a server, the same object each time; a server not seen before is usable. */
  public ServerHealth of(String clusterId, String serverId) {
    return servers.computeIfAbsent(
        new Key(clusterId, serverId), key -> new ServerHealth(clusterId, serverId, turns));
  }

  /**
   * A number that is another one after a server became usable or stopped being so: what was made of
   * the health of many may be kept until then. Read it before what it guards.
   */
  public long turns() {
    return turns.get();
  }

  /** Visits every server. */
  public void forEach(Consumer<ServerHealth> visitor) {
    servers.values().forEach(visitor);
  }

  void retain(Set<Key> configured) {
    servers.keySet().retainAll(configured);
  }
}
