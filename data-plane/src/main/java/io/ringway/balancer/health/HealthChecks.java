package io.ringway.balancer.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The active health checks of all servers on a ring. Reconciled with each snapshot by one thread;
 * the checks run on event loops.
 */
public final class HealthChecks implements AutoCloseable {

  private final HealthTable table;
  private final EventLoopGroup group;
  private final ChannelFactory<? extends Channel> sockets;
  private final RandomGenerator random;
  private final ServerTrust trust;
  private final Resolver resolver;
  private final int maxHead;
  private final Map<HealthTable.Key, RepeatedCheck> running = new HashMap<>();

  /** Creates checks with the default limit of response heads; none runs yet. */
  public HealthChecks(
      HealthTable table,
      EventLoopGroup group,
      ChannelFactory<? extends Channel> sockets,
      RandomGenerator random,
      ServerTrust trust,
      Resolver resolver) {
    this(table, group, sockets, random, trust, resolver, 64 << 10);
  }

  /**
   * Creates checks; none runs yet.
   *
   * @param group the event loops that checks run on
   * @param sockets makes client sockets of the group's transport
   * @param random jitter; used by several threads
   * @param trust verifies the certificates of servers
   * @param resolver gives the same addresses of servers that requests go to
   * @param maxHead most bytes of a response head, the same as for proxied responses
   */
  public HealthChecks(
      HealthTable table,
      EventLoopGroup group,
      ChannelFactory<? extends Channel> sockets,
      RandomGenerator random,
      ServerTrust trust,
      Resolver resolver,
      int maxHead) {
    this.maxHead = maxHead;
    this.resolver = resolver;
    this.trust = trust;
    this.table = table;
    this.group = group;
    this.sockets = sockets;
    this.random = random;
  }

  /**
   * Checks the servers of this snapshot and no others. Checks continue for a server with the same
   * address and policy; one that was disabled or removed is forgotten. A failure with one server is
   * thrown after all others are started; another call tries again.
   */
  public synchronized void reconcile(ConfigSnapshot snapshot) {
    Map<HealthTable.Key, CheckTarget> wanted = new HashMap<>();
    for (ClusterConfig cluster : snapshot.clusters()) {
      for (ServerConfig server : cluster.servers()) {
        HealthTable.Key key = new HealthTable.Key(cluster.id(), server.id());
        if (server.state() != ServerState.DISABLED) {
          ClusterSettings settings = cluster.settings();
          wanted.put(
              key,
              new CheckTarget(
                  server,
                  settings.health(),
                  settings.serverTls(),
                  settings.relay().proxyProtocol()));
        }
      }
    }
    stopAllBut(wanted);
    table.applyPolicies(snapshot);
    RuntimeException failure = null;
    for (Map.Entry<HealthTable.Key, CheckTarget> each : wanted.entrySet()) {
      try {
        start(each.getKey(), each.getValue());
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void stopAllBut(Map<HealthTable.Key, CheckTarget> wanted) {
    Iterator<Map.Entry<HealthTable.Key, RepeatedCheck>> entries = running.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<HealthTable.Key, RepeatedCheck> entry = entries.next();
      CheckTarget checkTarget = wanted.get(entry.getKey());
      if (!entry.getValue().target().equals(checkTarget)) {
        stop(entry.getValue());
        entries.remove();
        if (checkTarget == null) {
          table.of(entry.getKey().clusterId(), entry.getKey().serverId()).forget();
        }
      }
    }
  }

  private void start(HealthTable.Key key, CheckTarget checkTarget) {
    running.computeIfAbsent(
        key,
        _ -> {
          RepeatedCheck check =
              new RepeatedCheck(
                  checkTarget,
                  ServerIdentity.named(
                      checkTarget.tls(), trust, checkTarget.tlsName(), checkTarget.port()),
                  resolver.endpoint(checkTarget.host(), checkTarget.port()),
                  table.of(key.clusterId(), key.serverId()),
                  group.next(),
                  sockets,
                  random,
                  maxHead);
          check.start();
          return check;
        });
  }

  /** Stops all checks. */
  @Override
  public synchronized void close() {
    running.values().forEach(this::stop);
    running.clear();
  }

  private void stop(RepeatedCheck check) {
    check.stop();
    resolver.release(check.endpoint());
  }
}
