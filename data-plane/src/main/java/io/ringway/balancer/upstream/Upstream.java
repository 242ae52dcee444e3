package io.ringway.balancer.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.protocol.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server at one address: its connections on every event loop. It outlives snapshots
 * for as long as cluster, server, address, TLS and PROXY protocol stay the same.
 */
public final class Upstream {

  /** Told on the event loop when a connection is there, or why there is none. */
  @FunctionalInterface
  public interface Connected {
    /** Exactly one of the two is given. */
    void connected(@Nullable UpstreamConnection connection, @Nullable Throwable failure);
  }

  private static final long RESOLVE_AGAIN_NANOS = 5_000_000_000L;

  private final String host;
  private final int port;
  private final AtomicReferenceArray<@Nullable LoopPool> pools;
  private final AtomicInteger connections = new AtomicInteger();
  private final int maxConnections;
  private final @Nullable ServerIdentity identity;
  private final ProxyProtocol proxyProtocol;
  private final InFlight inFlight = new InFlight();
  private final AtomicBoolean resolving = new AtomicBoolean();
  private volatile @Nullable InetSocketAddress address;
  private volatile long resolvedAt;
  private volatile boolean retired;

  /**
   * No connections yet.
   *
   * @param identity who the server has to prove to be, null where it is spoken to in the clear
   * @param proxyProtocol whether connections begin with a header that names a client
   */
  Upstream(
      String host,
      int port,
      int loops,
      int maxConnections,
      @Nullable ServerIdentity identity,
      ProxyProtocol proxyProtocol) {
    this.proxyProtocol = proxyProtocol;
    this.identity = identity;
    this.maxConnections = maxConnections;
    this.host = host;
    this.port = port;
    this.pools = new AtomicReferenceArray<>(loops);
    resolve();
  }

  /** Requests under way on it; counted only while its cluster has a load bound. */
  public InFlight inFlight() {
    return inFlight;
  }

  /** The address to connect to, or null while the host name is not known. */
  public @Nullable InetSocketAddress address() {
    if (!literal() && System.nanoTime() - resolvedAt > RESOLVE_AGAIN_NANOS) {
      resolve();
    }
    return address;
  }

  private boolean literal() {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** Names are looked up away from the event loops; the last good address is kept on failure. */
  private void resolve() {
    if (literal()) {
      address = new InetSocketAddress(host, port);
    } else if (resolving.compareAndSet(false, true)) {
      Thread.ofVirtual().name("resolve-" + host).start(this::lookUp);
    }
  }

  private void lookUp() {
    try {
      address = new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      org.slf4j.LoggerFactory.getLogger(Upstream.class)
          .warn("The host '{}' of a server is not known: {}", host, unknown.getMessage());
    } finally {
      resolvedAt = System.nanoTime();
      resolving.set(false);
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
    InetSocketAddress to = address();
    if (to == null) {
      // Not from here: a long row of such servers must not become a deep stack.
      loop.execute(() -> callback.connected(null, new UnknownHostException(host)));
      return;
    }
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      loop.execute(() -> callback.connected(null, new FullException()));
      return;
    }
    LoopPool pool = pools.get(loopIndex);
    if (pool == null) {
      pool = new LoopPool(this, loop);
      pools.set(loopIndex, pool);
    }
    pool.connect(template, to, timeoutMillis, preface, user, callback);
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
  PoolUse use() {
    PoolUse sum = PoolUse.NONE;
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
    for (int i = 0; i < pools.length(); i++) {
      LoopPool pool = pools.get(i);
      if (pool != null) {
        pool.retire(drainMillis);
      }
    }
  }
}
