package io.ringway.balancer.upstream;

import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.telemetry.MetricsPage;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerTls;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Every upstream in use. Called by the thread that applies snapshots; safe for others. */
public final class Upstreams {

  private record Key(
      String clusterId,
      String serverId,
      String address,
      ServerTls tls,
      ProxyProtocol proxyProtocol) {

    static Key of(ClusterConfig cluster, ServerConfig server) {
      return new Key(
          cluster.id(),
          server.id(),
          server.address(),
          cluster.settings().serverTls(),
          cluster.settings().relay().proxyProtocol());
    }
  }

  private final int loops;
  private final int maxConnections;
  private final ServerTrust trust;
  private final Resolver resolver;
  private final Map<Key, Upstream> upstreams = new HashMap<>();

  /**
   * Creates an empty set without a limit of connections, with Java's authorities and literal
   * addresses only.
   *
   * @param loops number of event loops, each of which has its own connections
   */
  public Upstreams(int loops) {
    this(
        loops,
        Integer.MAX_VALUE,
        ServerTrust.ofJava(InstantSource.system()),
        Resolver.ofLiterals());
  }

  /**
   * Creates an empty set.
   *
   * @param loops number of event loops, each of which has its own connections
   * @param maxConnections the most connections to one server, over all loops
   * @param trust verifies the certificates of servers
   * @param resolver resolves the names of servers
   */
  public Upstreams(int loops, int maxConnections, ServerTrust trust, Resolver resolver) {
    this.resolver = resolver;
    this.loops = loops;
    this.maxConnections = maxConnections;
    this.trust = trust;
  }

  /**
   * Returns the upstream of a server: the same object while cluster, server, address, TLS and PROXY
   * protocol stay the same.
   */
  public synchronized Upstream of(ClusterConfig cluster, ServerConfig server) {
    return upstreams.computeIfAbsent(
        Key.of(cluster, server),
        key -> {
          ServerIdentity identity =
              ServerIdentity.of(key.tls(), trust, server.host(), server.port());
          return new Upstream(
              resolver.endpoint(server.host(), server.port()),
              loops,
              maxConnections,
              identity,
              key.proxyProtocol());
        });
  }

  /** Returns the addresses of a server; none without an upstream. Any thread. */
  public synchronized Resolution resolution(ClusterConfig cluster, ServerConfig server) {
    Upstream upstream = upstreams.get(Key.of(cluster, server));
    return upstream == null ? Resolution.NONE : upstream.resolution();
  }

  /**
   * Prepares for TLS to the servers of this snapshot, if any uses it.
   *
   * @throws IllegalStateException with a sentence for the operator when no authority is trusted
   */
  public void prepare(ConfigSnapshot snapshot) {
    if (snapshot.clusters().stream().anyMatch(each -> each.settings().serverTls().enabled())) {
      var _ = trust.prepare();
    }
  }

  /** Adds the metrics of connections to the servers of this snapshot. Any thread. */
  public synchronized void addTo(MetricsPage page, ConfigSnapshot snapshot) {
    PoolMetrics metrics = new PoolMetrics();
    for (ClusterConfig cluster : snapshot.clusters()) {
      if (page.shows(cluster.name())) {
        for (ServerConfig server : cluster.servers()) {
          Upstream upstream = upstreams.get(Key.of(cluster, server));
          if (upstream != null) {
            metrics.add(cluster.name(), server.name(), upstream.use());
          }
        }
      }
    }
    metrics.addTo(page);
  }

  /**
   * Drains every upstream that is not in the set: idle connections close now, busy ones when their
   * request ends or the drain time is over.
   */
  public synchronized void retain(Set<Upstream> used, int drainMillis) {
    Iterator<Upstream> all = upstreams.values().iterator();
    while (all.hasNext()) {
      Upstream upstream = all.next();
      if (!used.contains(upstream)) {
        all.remove();
        upstream.retire(drainMillis);
        resolver.release(upstream.endpoint());
      }
    }
  }
}
