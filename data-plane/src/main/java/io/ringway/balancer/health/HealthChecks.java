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
 * Asks every server that is on a ring, again and again, whether it is well. Reconciled with each
 * snapshot by one thread; the checks run on event loops.
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

  /** No checks yet, of servers whose response heads are no larger than usual. */
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
   * No checks yet.
   *
   * @param group the event loops that checks run on
   * @param sockets makes client sockets of the group's transport
   * @param random jitter; used by several threads
   * @param trust whose word is taken for who a server is
   * @param resolver knows the addresses of servers, the same that requests go to
   * @param maxHead bytes of the head of a response at most, the same as for requests
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
   * Checks the servers of this snapshot and no other. A server whose address and policy are as
   * before is not disturbed; one that was disabled or removed is forgotten. What goes wrong with
   * one server is thrown when all others are looked after; calling again tries again.
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

  /** Ends all checks. */
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
