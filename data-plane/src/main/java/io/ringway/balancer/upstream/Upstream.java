package io.ringway.balancer.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.ringway.balancer.resolver.CandidateAddresses;
import io.ringway.balancer.resolver.Endpoint;
import io.ringway.balancer.resolver.NoAddressException;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.Resolution;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server at one endpoint: its connections on every event loop. It outlives snapshots
 * for as long as cluster, server, address, TLS and PROXY protocol stay the same. Connections to an
 * address that the endpoint no longer has finish what they carry and are not used again.
 */
public final class Upstream {

  /** Told on the event loop when a connection is there, or why there is none. */
  @FunctionalInterface
  public interface Connected {
    /** Exactly one of the two is given. */
    void connected(@Nullable UpstreamConnection connection, @Nullable Throwable failure);
  }

  private final Endpoint endpoint;
  private final Consumer<CandidateAddresses> addressChange = this::closeAllBut;
  private final AtomicReferenceArray<@Nullable LoopPool> pools;
  private final AtomicInteger connections = new AtomicInteger();
  private final int maxConnections;
  private final @Nullable ServerIdentity identity;
  private final ProxyProtocol proxyProtocol;
  private final InFlight inFlight = new InFlight();
  private volatile boolean retired;

  /**
   * No connections yet.
   *
   * @param endpoint where it is
   * @param identity who the server has to prove to be, null where it is spoken to in the clear
   * @param proxyProtocol whether connections begin with a header that names a client
   */
  Upstream(
      Endpoint endpoint,
      int loops,
      int maxConnections,
      @Nullable ServerIdentity identity,
      ProxyProtocol proxyProtocol) {
    this.proxyProtocol = proxyProtocol;
    this.identity = identity;
    this.maxConnections = maxConnections;
    this.endpoint = endpoint;
    this.pools = new AtomicReferenceArray<>(loops);
    endpoint.listen(addressChange);
  }

  /** Requests under way on it; counted only while its cluster has a load bound. */
  public InFlight inFlight() {
    return inFlight;
  }

  /** The addresses that are connected to, and why there are not more. */
  public Resolution resolution() {
    return endpoint.candidates().resolution();
  }

  private void closeAllBut(CandidateAddresses now) {
    for (int i = 0; i < pools.length(); i++) {
      LoopPool pool = pools.get(i);
      if (pool != null) {
        pool.closeAllBut(now);
      }
    }
  }

  /** An idle connection of this loop that is now the user's, or null. */
  public @Nullable UpstreamConnection poll(int loopIndex, UpstreamConnection.User user) {
    LoopPool pool = pools.get(loopIndex);
    return pool == null ? null : pool.poll(user);
  }

  /**
   * Opens a connection on this loop.
   *
   * @param template how the transport opens connections
   * @param preface what it begins with, may be nothing
   */
  public void connect(
      int loopIndex,
      EventLoop loop,
      Bootstrap template,
      int timeoutMillis,
      byte[] preface,
      UpstreamConnection.User user,
      Connected callback) {
    CandidateAddresses to = endpoint.candidates();
    if (!to.addresses().isEmpty()) {
      connectTo(to, loopIndex, loop, template, timeoutMillis, preface, user, callback);
    } else if (to.lookedUp()) {
      // Not from here: a long row of such servers must not become a deep stack.
      loop.execute(
          () -> callback.connected(null, new NoAddressException(endpoint.host(), to.resolution())));
    } else {
      // Just configured: the first lookup is part of the time to connect.
      var _ =
          endpoint
              .known()
              .copy()
              .completeOnTimeout(to, timeoutMillis, TimeUnit.MILLISECONDS)
              .thenAccept(known ->
                  loop.execute(() -> {
                    if (known.addresses().isEmpty()) {
                      callback.connected(
                          null, new NoAddressException(endpoint.host(), known.resolution()));
                    } else {
                      connectTo(
                          known, loopIndex, loop, template, timeoutMillis, preface, user, callback);
                    }
                  }));
    }
  }

  private void connectTo(
      CandidateAddresses to,
      int loopIndex,
      EventLoop loop,
      Bootstrap template,
      int timeoutMillis,
      byte[] preface,
      UpstreamConnection.User user,
      Connected callback) {
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      loop.execute(() -> callback.connected(null, new UpstreamFullException()));
      return;
    }
    LoopPool pool = pools.get(loopIndex);
    if (pool == null) {
      pool = new LoopPool(this, loop);
      pools.set(loopIndex, pool);
    }
    pool.connect(template, to, timeoutMillis, preface, user, callback);
  }

  /** The location. */
  Endpoint endpoint() {
    return endpoint;
  }

  /** Whether connections begin with a header that names one client, who alone may use them. */
  public ProxyProtocol proxyProtocol() {
    return proxyProtocol;
  }

  /** Who the server has to prove to be, null where it is spoken to in the clear. */
  @Nullable ServerIdentity identity() {
    return identity;
  }

  /** A connection, or the attempt to make one, is over. */
  void connectionEnded() {
    connections.decrementAndGet();
  }

  /** What became of its connections on every event loop. Any thread. */
  PoolTotals use() {
    PoolTotals sum = PoolTotals.NONE;
    for (int i = 0; i < pools.length(); i++) {
      LoopPool pool = pools.get(i);
      if (pool != null) {
        sum = sum.plus(pool.counters);
      }
    }
    return sum;
  }

  boolean retired() {
    return retired;
  }

  void retire(int drainMillis) {
    retired = true;
    endpoint.unlisten(addressChange);
    for (int i = 0; i < pools.length(); i++) {
      LoopPool pool = pools.get(i);
      if (pool != null) {
        pool.retire(drainMillis);
      }
    }
  }
}
