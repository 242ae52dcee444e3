package io.ringway.balancer.upstream;

import io.netty.channel.WriteBufferWaterMark;
import io.ringway.balancer.telemetry.PrometheusText;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Every upstream in use. Called by the thread that applies snapshots; safe for others. */
public final class Upstreams {

  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 128 << 10);

  private record Key(String clusterId, String serverId, String address) {}

  private final int loops;
  private final int maxConnections;
  private final Map<Key, Upstream> upstreams = new HashMap<>();

  /**
   * None yet.
   *
   * @param loops number of event loops, each of which has its own connections
   */
  public Upstreams(int loops) {
    this(loops, Integer.MAX_VALUE);
  }

  /**
   * None yet.
   *
   * @param loops number of event loops, each of which has its own connections
   * @param maxConnections the most connections to one server, over all loops
   */
  public Upstreams(int loops, int maxConnections) {
    this.loops = loops;
    this.maxConnections = maxConnections;
  }

  /** The way to a server: the same object while cluster, server and address stay the same. */
  public synchronized Upstream of(String clusterId, ServerConfig server) {
    return upstreams.computeIfAbsent(
        new Key(clusterId, server.id(), server.address()),
        _ -> new Upstream(server.host(), server.port(), loops, maxConnections));
  }

  /** Tells the use of connections to the servers of this snapshot. Any thread. */
  public synchronized void measure(ConfigSnapshot snapshot, PrometheusText text) {
    for (ClusterConfig cluster : snapshot.clusters()) {
      for (ServerConfig server : cluster.servers()) {
        Upstream upstream = upstreams.get(new Key(cluster.id(), server.id(), server.address()));
        if (upstream != null) {
          upstream.use().measure(text, cluster.name(), server.name());
        }
      }
    }
  }

  /**
   * Lets go of every upstream that is not in the set: idle connections close now, busy ones when
   * their request ends or the drain time is over.
   */
  public synchronized void retain(Set<Upstream> used, int drainMillis) {
    Iterator<Upstream> all = upstreams.values().iterator();
    while (all.hasNext()) {
      Upstream upstream = all.next();
      if (!used.contains(upstream)) {
        all.remove();
        upstream.retire(drainMillis);
      }
    }
  }
}
