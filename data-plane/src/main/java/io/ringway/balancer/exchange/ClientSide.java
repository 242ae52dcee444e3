package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.tls.SniHost;
import io.ringway.balancer.transport.HalfClose;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection: what is read ahead of an answer, and a close that loses none. */
@SuppressWarnings("FutureReturnValueIgnored")
public // a failed write closes the channel, which is heard
final class ClientSide extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ClientSide.class);

  private static final int READ_AHEAD_MAX = 64 << 10;
  private static final int LINGER_MAX = 1 << 20;

  final Channel channel;
  private final EventLoopContext loop;
  private final Exchange exchange;
  private @Nullable ByteBuf pending;
  private int lingered;
  private boolean inputEnded;

  public ClientSide(
      ExchangeEnvironment environment, EventLoopContext loop, Channel channel, Listener listener) {
    this.channel = channel;
    this.loop = loop;
    this.exchange = new Exchange(environment, loop, this, listener);
    loop.add(exchange);
  }

  /** The peer is a proxy, and this is whom it speaks for; told before the first request. */
  public void sourceNamed(SocketAddress source, boolean overTls) {
    exchange.sourceNamed(source, overTls);
  }

  /** The client has named a host in its handshake; told before the first request. */
  public void sniHost(SniHost host) {
    exchange.identity.sniHost(host);
  }

  /** The connection did not begin as it has to, and is closed. */
  public void rejected() {
    loop.telemetry.clientTurnedAway();
  }

  /** Answers what came instead of a first request, and closes. */
  public void refuse(Failure failure) {
    exchange.fail(failure);
  }

  /** Writes a part of an answer, which leaves at the end of the event loop's turn. */
  void write(ByteBuf part) {
    loop.flushes.write(channel, part);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    loop.telemetry.received(in.readableBytes());
    if (exchange.discardsInput()) {
      lingered += in.readableBytes();
      in.release();
      if (lingered > LINGER_MAX) {
        channel.close();
      }
      return;
    }
    if (pending != null) {
      pending.writeBytes(in);
      in.release();
      in = pending;
      pending = null;
    }
    consume(in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    exchange.server.requestReadComplete();
  }

  private void consume(ByteBuf in) {
    while (in.isReadable() && exchange.reader.read(in)) {}
    if (!in.isReadable() || exchange.discardsInput()) {
      in.release();
      return;
    }
    // Read ahead of the answer: kept up to a bound, then the client waits.
    ByteBuf rest = channel.alloc().buffer(in.readableBytes());
    rest.writeBytes(in);
    in.release();
    pending = rest;
    if (rest.readableBytes() >= READ_AHEAD_MAX) {
      reading(false);
    }
  }

  /**
   * Whether it is read from. When there is nothing more to be read Netty (4.2.18) must not be told:
   * on epoll it has let go of the socket, and fails.
   */
  void reading(boolean wanted) {
    if (!inputEnded) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** Whether it is not read from since the server takes no more. */
  boolean isHeldBack() {
    return !channel.config().isAutoRead();
  }

  /** Whether its bytes are not encrypted. */
  boolean plain() {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  /** Whether the client is ahead of the answers. */
  boolean hasMore() {
    return pending != null;
  }

  /** Goes on with what was read ahead. */
  void next() {
    reading(true);
    if (pending != null) {
      // Not from here: a long pipeline must not become a deep stack.
      loop.executor.execute(this::resume);
    } else {
      exchange.halfClose.inputConsumed();
    }
  }

  private void resume() {
    ByteBuf rest = pending;
    if (rest != null && (exchange.phase() == Phase.READING_HEAD || exchange.phase() == Phase.TUNNEL)) {
      pending = null;
      consume(rest);
      exchange.halfClose.inputConsumed();
    }
  }

  /** Closing with unread bytes would reset the connection and could lose the answer. */
  void closeGently(boolean allWasRead) {
    dropPending();
    reading(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(done -> {
          if (allWasRead && done.isSuccess()) {
            channel.close();
          } else if (done.isSuccess()) {
            HalfClose.shutdownOutput(channel);
          }
        });
  }

  /** Resets the connection: what was sent must not be taken for whole. */
  void reset() {
    channel.flush();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past the encryption: it would first tell the client that all was said.
    channel.pipeline().firstContext().close();
  }

  private void dropPending() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      exchange.server.resumeReading();
      if (pending != null && exchange.phase() == Phase.READING_HEAD) {
        next();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      exchange.halfClose.occurred();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    loop.remove(exchange);
    dropPending();
    exchange.clientGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      loop.memoryBudget.failed(cause);
      reset();
      return;
    }
    if (!(cause instanceof IOException)) {
      LOG.error("An exchange failed for a reason that is a bug", cause);
    }
    channel.close();
  }
}
