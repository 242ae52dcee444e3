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
 * The connections to one server at one endpoint, on every event loop. It outlives snapshots while
 * cluster, server, address, TLS and PROXY protocol stay the same. Connections to an address that
 * the endpoint no longer has finish their request and are not used again.
 */
public final class Upstream {

  /** The receiver of a new connection or of the failure, on the event loop. */
  @FunctionalInterface
  public interface Connected {
    /** Reports the result; exactly one of the two is given. */
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
   * Creates an upstream without connections.
   *
   * @param endpoint the server's host and port
   * @param identity proved by the server's certificate; null without TLS
   * @param proxyProtocol version of the header that names the client
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

  /** Returns the requests under way; counted only while its cluster has a load bound. */
  public InFlight inFlight() {
    return inFlight;
  }

  /** Returns the addresses in use, with the reasons why there are not more. */
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

  /** Returns an idle connection of this loop, which now belongs to the user, or null. */
  public @Nullable UpstreamConnection poll(int loopIndex, UpstreamConnection.User user) {
    LoopPool pool = pools.get(loopIndex);
    return pool == null ? null : pool.poll(user);
  }

  /**
   * Opens a connection on this loop.
   *
   * @param template opens connections with the transport
   * @param header PROXY protocol header, may be empty
   */
  public void connect(
      int loopIndex,
      EventLoop loop,
      Bootstrap template,
      int timeoutMillis,
      byte[] header,
      UpstreamConnection.User user,
      Connected callback) {
    CandidateAddresses to = endpoint.candidates();
    if (!to.addresses().isEmpty()) {
      connectTo(to, loopIndex, loop, template, timeoutMillis, header, user, callback);
    } else if (to.lookedUp()) {
      // Not directly: many such servers in a row must not cause a deep stack.
      loop.execute(
          () -> callback.connected(null, new NoAddressException(endpoint.host(), to.resolution())));
    } else {
      // The first lookup is part of the connect timeout.
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
                          known, loopIndex, loop, template, timeoutMillis, header, user, callback);
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
      byte[] header,
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
    pool.connect(template, to, timeoutMillis, header, user, callback);
  }

  /** Returns the host and port. */
  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns the version of the PROXY protocol; with one, each connection belongs to one client. */
  public ProxyProtocol proxyProtocol() {
    return proxyProtocol;
  }

  /** Returns the identity that the server's certificate has to prove; null without TLS. */
  @Nullable ServerIdentity identity() {
    return identity;
  }

  /** Counts the end of a connection or of an attempt. */
  void connectionEnded() {
    connections.decrementAndGet();
  }

  /** Returns the counts of its connections over all event loops. Any thread. */
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
