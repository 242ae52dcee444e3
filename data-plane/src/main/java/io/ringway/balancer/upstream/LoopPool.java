package io.ringway.balancer.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.ringway.balancer.connect.HappyEyeballs;
import io.ringway.balancer.resolver.CandidateAddresses;
import io.ringway.balancer.tls.HandshakeFailedException;
import io.ringway.balancer.tls.ServerIdentity;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one server: the last one used is the next one used. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
final class LoopPool {

  /** Idle timeout, below the keep-alive time of common servers, which is at least five seconds. */
  private static final int IDLE_SECONDS = 4;

  private static final int MAX_IDLE = 256;

  private final Upstream upstream;
  private final EventLoop loop;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();

  /** Idle connections that are dedicated to one client each, the oldest first. */
  private final Set<UpstreamConnection> reserved = new LinkedHashSet<>();

  private final Set<UpstreamConnection> all = new LinkedHashSet<>();
  final PoolCounters counters = new PoolCounters();
  private boolean sweeping;

  /** The time in seconds, updated by the sweep, so that releasing a connection reads no clock. */
  private int sweeps;

  LoopPool(Upstream upstream, EventLoop loop) {
    this.upstream = upstream;
    this.loop = loop;
  }

  Upstream upstream() {
    return upstream;
  }

  /** Returns an idle connection, which now belongs to the user, or null. */
  @Nullable UpstreamConnection poll(UpstreamConnection.User user) {
    while (true) {
      UpstreamConnection connection = idle.pollFirst();
      if (connection == null) {
        return null;
      }
      counters.left.add();
      if (connection.open()) {
        connection.take(user);
        counters.reused.add();
        return connection;
      }
    }
  }

  void connect(
      Bootstrap template,
      CandidateAddresses to,
      int timeoutMillis,
      byte[] header,
      UpstreamConnection.User user,
      Upstream.Connected callback) {
    long begin = System.nanoTime();
    HappyEyeballs.Result result =
        (channel, address, failure) -> {
          if (channel == null) {
            upstream.connectionEnded();
            failed(callback, Objects.requireNonNull(failure));
          } else {
            begin(channel, address, begin, timeoutMillis, header, user, callback);
          }
        };
    if (to.addresses().size() == 1) {
      InetSocketAddress only = to.addresses().getFirst();
      ChannelFuture connecting = attempt(template, only, timeoutMillis);
      HappyEyeballs.whenDone(
          loop,
          connecting,
          () ->
              result.ended(
                  connecting.isSuccess() ? connecting.channel() : null, only, connecting.cause()));
    } else {
      HappyEyeballs.connect(
          loop,
          upstream.endpoint(),
          to.addresses(),
          timeoutMillis,
          (address, millis) -> attempt(template, address, millis),
          result);
    }
  }

  private ChannelFuture attempt(Bootstrap template, InetSocketAddress address, int timeoutMillis) {
    return template
        .clone(loop)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .handler(new Unready())
        .connect(address);
  }

  private void begin(
      Channel channel,
      InetSocketAddress address,
      long begin,
      int timeoutMillis,
      byte[] header,
      UpstreamConnection.User user,
      Upstream.Connected callback) {
    channel.closeFuture().addListener(_ -> upstream.connectionEnded());
    if (header.length > 0) {
      channel.write(Unpooled.wrappedBuffer(header)); // flushed with what follows
    }
    ServerIdentity identity = upstream.identity();
    if (identity == null) {
      connected(channel, address, user, callback, false);
      return;
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    identity
        .startTls(channel, Math.max(1, timeoutMillis - took))
        .addListener(proved -> {
          if (proved.isSuccess()) {
            connected(channel, address, user, callback, true);
          } else {
            failed(callback, HandshakeFailedException.of(proved.cause()));
          }
        });
  }

  private void failed(Upstream.Connected callback, Throwable cause) {
    counters.failed.add();
    callback.connected(null, cause);
  }

  private void connected(
      Channel channel,
      InetSocketAddress address,
      UpstreamConnection.User user,
      Upstream.Connected callback,
      boolean tls) {
    UpstreamConnection connection = new UpstreamConnection(this, channel, address, tls);
    if (!upstream.endpoint().candidates().contains(address)) {
      connection.outdate(); // the name moved meanwhile
    }
    connection.take(user);
    all.add(connection);
    counters.opened.add();
    channel.pipeline().addLast(connection).remove(Unready.class);
    if (!channel.isActive() && all.remove(connection)) {
      counters.closed.add();
    }
    callback.connected(connection, null);
  }

  void offer(UpstreamConnection connection) {
    if (upstream.retired() || idle.size() >= MAX_IDLE || !connection.open()) {
      connection.close();
      return;
    }
    idle.addFirst(connection);
    rested(connection);
  }

  /** Keeps an idle connection for its client. */
  void reserve(UpstreamConnection connection) {
    if (upstream.retired() || !connection.open()) {
      connection.close();
      return;
    }
    reserved.add(connection);
    rested(connection);
  }

  /** Hands an idle connection back to its client. */
  void resume(UpstreamConnection connection) {
    if (reserved.remove(connection)) {
      counters.left.add();
    }
    counters.reused.add();
  }

  private void rested(UpstreamConnection connection) {
    connection.idleSince = sweeps;
    counters.rested.add();
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, 1, TimeUnit.SECONDS);
    }
  }

  void closed(UpstreamConnection connection) {
    if (all.remove(connection)) {
      counters.closed.add();
    }
    if (connection.idle() && (reserved.remove(connection) || idle.remove(connection))) {
      counters.left.add();
    }
  }

  private void sweep() {
    try {
      closeIdle();
    } finally {
      sweeping = !idle.isEmpty() || !reserved.isEmpty();
      if (sweeping) {
        loop.schedule(this::sweep, 1, TimeUnit.SECONDS);
      }
    }
  }

  private void closeIdle() {
    sweeps++;
    for (UpstreamConnection last = idle.peekLast();
        last != null && sweeps - last.idleSince >= IDLE_SECONDS;
        last = idle.peekLast()) {
      idle.pollLast();
      counters.left.add();
      last.close();
    }
    while (!reserved.isEmpty()) {
      UpstreamConnection oldest = reserved.iterator().next();
      if (sweeps - oldest.idleSince < IDLE_SECONDS) {
        break;
      }
      reserved.remove(oldest);
      counters.left.add();
      oldest.close();
    }
  }

  /** Closes idle connections to other addresses now, and busy ones when they become idle. */
  void closeAllBut(CandidateAddresses now) {
    if (loop.isShuttingDown()) {
      return;
    }
    loop.execute(() -> {
      for (UpstreamConnection connection : new ArrayList<>(all)) {
        if (!now.contains(connection.address())) {
          connection.outdate();
          if (connection.idle()) {
            connection.close();
          }
        }
      }
    });
  }

  /** Closes idle connections now and busy ones after the drain time. */
  void retire(int drainMillis) {
    loop.execute(() -> {
      new ArrayList<>(idle).forEach(UpstreamConnection::close);
      new ArrayList<>(reserved).forEach(UpstreamConnection::close);
      loop.schedule(
          () -> new ArrayList<>(all).forEach(UpstreamConnection::close),
          drainMillis,
          TimeUnit.MILLISECONDS);
    });
  }

  /** A placeholder until the connection is open; a failure is reported by its future. */
  private static final class Unready extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
