package io.ringway.balancer.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringway.balancer.preface.PrefaceSender;
import io.ringway.balancer.preface.PrefaceWriter;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.protocol.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one server, one after the other: the next is planned when the last has ended, so
 * that checks of a slow server never pile up. Lives on one event loop; a new connection for each
 * check, so that a full accept queue is noticed.
 */
final class RepeatedCheck {

  private final Target target;
  private final @Nullable ServerIdentity identity;
  private final ServerHealth health;
  private final EventLoop loop;
  private final ChannelFactory<? extends Channel> sockets;
  private final RandomGenerator random;

  private volatile boolean stopped;

  // Used on the loop only.
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean underWay;

  RepeatedCheck(
      Target target,
      @Nullable ServerIdentity identity,
      ServerHealth health,
      EventLoop loop,
      ChannelFactory<? extends Channel> sockets,
      RandomGenerator random) {
    this.target = target;
    this.identity = identity;
    this.health = health;
    this.loop = loop;
    this.sockets = sockets;
    this.random = random;
  }

  Target target() {
    return target;
  }

  void start() {
    // The first checks of many servers are spread over a tenth of the interval.
    plan(random.nextLong(target.policy().intervalMillis() / 10 + 1));
  }

  void stop() {
    stopped = true;
    loop.execute(this::release);
  }

  private void plan(long delayMillis) {
    if (!stopped && !loop.isShuttingDown()) {
      var _ = loop.schedule(this::check, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void check() {
    if (stopped) {
      return;
    }
    underWay = true;
    int timeout = target.policy().timeoutMillis();
    deadline =
        loop.schedule(
            () -> end("no answer within " + timeout + " ms"), timeout, TimeUnit.MILLISECONDS);
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.host());
    if (literal != null) {
      try {
        connect(new InetSocketAddress(InetAddress.getByAddress(literal), target.port()));
      } catch (UnknownHostException e) {
        end("bad address " + target.host());
      }
      return;
    }
    // The JDK's resolver blocks: never on an event loop.
    Thread.startVirtualThread(() -> {
      try {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getByName(target.host()), target.port());
        loop.execute(() -> connect(address));
      } catch (UnknownHostException e) {
        loop.execute(() -> end("unknown host " + target.host()));
      }
    });
  }

  private void connect(InetSocketAddress address) {
    if (!underWay) {
      return; // the deadline passed while the name was looked up
    }
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channelFactory(sockets)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, target.policy().timeoutMillis())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(new HttpClientCodec())
                        .addLast(new CheckExchange(target, RepeatedCheck.this::end));
                    if (identity != null) {
                      var _ = identity.demand(ch, target.policy().timeoutMillis());
                    }
                    if (target.proxyProtocol() != ProxyProtocol.OFF) {
                      ch.pipeline()
                          .addFirst(new PrefaceSender(PrefaceWriter.own(target.proxyProtocol())));
                    }
                  }
                })
            .connect(address);
    channel = connected.channel();
    connected.addListener(future -> {
      Throwable cause = future.cause();
      if (cause instanceof ChannelException) {
        undecided();
      } else if (cause != null) {
        end(CheckExchange.words(cause));
      }
    });
  }

  /** No socket is left in this process: that says nothing about the server. */
  private void undecided() {
    release();
    planNext();
  }

  /** Ends the check under way; a late or second call changes nothing. */
  private void end(@Nullable String failure) {
    if (!underWay) {
      return;
    }
    release();
    if (stopped) {
      return;
    }
    try {
      if (failure == null) {
        health.succeeded();
      } else {
        health.failed(failure);
      }
    } finally {
      planNext(); // whatever became of this one
    }
  }

  private void planNext() {
    int interval = target.policy().intervalMillis();
    plan(interval - interval / 10 + random.nextLong(interval / 5 + 1));
  }

  private void release() {
    underWay = false;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    if (channel != null) {
      var _ = channel.close();
      channel = null;
    }
  }
}
