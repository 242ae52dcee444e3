package io.ringway.balancer.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringway.balancer.connect.HappyEyeballs;
import io.ringway.balancer.proxyprotocol.ProxyProtocolEncoder;
import io.ringway.balancer.resolver.CandidateAddresses;
import io.ringway.balancer.resolver.Endpoint;
import io.ringway.balancer.resolver.NoAddressException;
import io.ringway.balancer.tls.ServerIdentity;
import io.ringway.protocol.ProxyProtocol;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The periodic checks of one server. The next check is scheduled when the last one has ended, so
 * that checks of a slow server never pile up. Each check uses a new connection, so that a full
 * accept queue is noticed. Used on one event loop.
 */
final class RepeatedCheck implements CheckExchange.Result {

  private final CheckTarget checkTarget;
  private final @Nullable ServerIdentity identity;
  private final Endpoint endpoint;
  private final ServerHealth health;
  private final EventLoop loop;
  private final ChannelFactory<? extends Channel> sockets;
  private final RandomGenerator random;
  private final int maxHead;

  private volatile boolean stopped;

  // Used on the loop only.
  private @Nullable Channel channel;
  private @Nullable InetSocketAddress checkedAddress;
  private @Nullable HappyEyeballs connecting;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean underWay;
  private boolean awaitingLookup;

  RepeatedCheck(
      CheckTarget checkTarget,
      @Nullable ServerIdentity identity,
      Endpoint endpoint,
      ServerHealth health,
      EventLoop loop,
      ChannelFactory<? extends Channel> sockets,
      RandomGenerator random,
      int maxHead) {
    this.checkTarget = checkTarget;
    this.identity = identity;
    this.endpoint = endpoint;
    this.health = health;
    this.loop = loop;
    this.sockets = sockets;
    this.random = random;
    this.maxHead = maxHead;
  }

  CheckTarget target() {
    return checkTarget;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void start() {
    // The first checks of many servers are spread over a tenth of the interval.
    plan(random.nextLong(checkTarget.policy().intervalMillis() / 10 + 1));
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
    int timeout = checkTarget.policy().timeoutMillis();
    deadline =
        loop.schedule(
            () -> failed("no response within " + timeout + " ms"), timeout, TimeUnit.MILLISECONDS);
    CandidateAddresses known = endpoint.candidates();
    if (known.addresses().isEmpty() && !known.lookedUp()) {
      // The first lookup is part of the first check, or of a later one when it takes longer
      // than that: the check under way at its end uses it.
      if (!awaitingLookup) {
        awaitingLookup = true;
        var _ = endpoint.known().thenAccept(found -> loop.execute(() -> lookedUp(found)));
      }
    } else {
      awaitingLookup = false;
      connect(known);
    }
  }

  private void lookedUp(CandidateAddresses found) {
    if (awaitingLookup) {
      awaitingLookup = false;
      connect(found);
    }
  }

  private void connect(CandidateAddresses to) {
    if (!underWay) {
      return; // the timeout ended during the lookup
    }
    if (to.addresses().isEmpty()) {
      end(CheckExchange.describe(new NoAddressException(endpoint.host(), to.resolution())));
      return;
    }
    connecting =
        HappyEyeballs.connect(
            loop,
            endpoint,
            to.addresses(),
            checkTarget.policy().timeoutMillis(),
            this::attempt,
            this::connected);
  }

  private ChannelFuture attempt(InetSocketAddress address, int timeoutMillis) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(sockets)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(address);
  }

  private void connected(
      @Nullable Channel made, InetSocketAddress address, @Nullable Throwable failure) {
    if (made == null) {
      if (failure instanceof ChannelException) {
        skip();
      } else {
        end(CheckExchange.describe(Objects.requireNonNull(failure)));
      }
      return;
    }
    channel = made;
    checkedAddress = address;
    if (checkTarget.proxyProtocol() != ProxyProtocol.OFF) {
      // Before anything else; flushed with the request.
      var _ =
          made.write(Unpooled.wrappedBuffer(ProxyProtocolEncoder.own(checkTarget.proxyProtocol())));
    }
    // The check begins when the channel becomes active, which follows.
    made.pipeline()
        .addLast(
            new HttpClientCodec(
                /* maxInitialLineLength= */ maxHead,
                /* maxHeaderSize= */ maxHead,
                HttpObjectDecoder.DEFAULT_MAX_CHUNK_SIZE))
        .addLast(new CheckExchange(checkTarget, this));
    if (identity != null) {
      var _ = identity.startTls(made, checkTarget.policy().timeoutMillis());
    }
  }

  /** Skips a check when this process has no socket left, which says nothing about the server. */
  private void skip() {
    release();
    planNext();
  }

  @Override
  public void responded(@Nullable String failure) {
    if (failure == null && checkedAddress != null) {
      endpoint.succeeded(checkedAddress);
    }
    end(failure);
  }

  /** {@inheritDoc} The next check and new connections use another address, if there is one. */
  @Override
  public void failed(String failure) {
    if (checkedAddress != null) {
      endpoint.failed(checkedAddress);
    }
    end(failure);
  }

  /** Ends the check under way; a late or second call has no effect. */
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
      planNext(); // even after an exception
    }
  }

  private void planNext() {
    int interval = checkTarget.policy().intervalMillis();
    plan(interval - interval / 10 + random.nextLong(interval / 5 + 1));
  }

  private void release() {
    underWay = false;
    checkedAddress = null;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    if (connecting != null) {
      connecting.cancel();
      connecting = null;
    }
    if (channel != null) {
      var _ = channel.close();
      channel = null;
    }
  }
}
