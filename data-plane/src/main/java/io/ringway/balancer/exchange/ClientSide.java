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

/**
 * A client's connection: buffers input that is ahead of the responses, and closes without losing a
 * response.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
public final class ClientSide extends ChannelInboundHandlerAdapter {

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

  /**
   * Sets the client that a proxy named with the PROXY protocol. Called before the first request.
   */
  public void sourceNamed(SocketAddress source, boolean overTls) {
    exchange.sourceNamed(source, overTls);
  }

  /** Sets the server name of the TLS handshake. Called before the first request. */
  public void sniHost(SniHost host) {
    exchange.identity.sniHost(host);
  }

  /** Counts a connection that is closed because it did not start with the expected protocol. */
  public void rejected() {
    loop.telemetry.clientTurnedAway();
  }

  /** Responds with a failure in place of the first request, and closes. */
  public void refuse(Failure failure) {
    exchange.fail(failure);
  }

  /** Writes a part of a response. It is flushed at the end of the event loop's turn. */
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
    // Input ahead of the response is kept up to a limit; then the client is not read from.
    ByteBuf rest = channel.alloc().buffer(in.readableBytes());
    rest.writeBytes(in);
    in.release();
    pending = rest;
    if (rest.readableBytes() >= READ_AHEAD_MAX) {
      reading(false);
    }
  }

  /**
   * Turns reading from the client on or off. After the end of the input this must not be called on
   * Netty (4.2.18): on epoll it has let go of the socket, and fails.
   */
  void reading(boolean wanted) {
    if (!inputEnded) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** Returns whether reading is off, since the server takes no more bytes. */
  boolean isHeldBack() {
    return !channel.config().isAutoRead();
  }

  /** Returns whether the connection is not encrypted. */
  boolean plain() {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  /** Returns whether there is input that no request has taken yet. */
  boolean hasMore() {
    return pending != null;
  }

  /** Continues with the buffered input. */
  void next() {
    reading(true);
    if (pending != null) {
      // In a task of its own: a long pipeline must not become a deep stack.
      loop.executor.execute(this::resume);
    } else {
      exchange.halfClose.inputConsumed();
    }
  }

  private void resume() {
    ByteBuf rest = pending;
    if (rest != null
        && (exchange.phase() == Phase.READING_HEAD || exchange.phase() == Phase.TUNNEL)) {
      pending = null;
      consume(rest);
      exchange.halfClose.inputConsumed();
    }
  }

  /**
   * Closes once everything was written. With unread input only this half is closed: a full close
   * would reset the connection and could lose the response.
   */
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

  /** Resets the connection, so that the client does not take the response for complete. */
  void reset() {
    channel.flush();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past the TLS handler, which would first send a close_notify: a proper end.
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
