package io.ringway.balancer.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.ringway.protocol.ProxyProtocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection to a server, used by one exchange at a time, on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  /** The current user of the connection. */
  public interface User {
    /** Delivers bytes of the response; the receiver releases the buffer. */
    void answerBytes(ByteBuf bytes);

    /** Reports that all bytes that were ready have been delivered. */
    void answerPause();

    /** Reports a half-close of the server, only when half-closing is allowed. */
    void upstreamSaidAll();

    /** Reports that the connection was closed or reset. */
    void upstreamClosed();

    /** Reports a failed allocation of a read buffer; the connection is closed. */
    void exhausted(Throwable cause);

    /** Reports a change of writability. */
    void upstreamWritable(boolean writable);
  }

  private final LoopPool pool;
  private final Channel channel;
  private final InetSocketAddress address;
  private final boolean tls;
  private @Nullable User user;
  private boolean reused;
  private boolean ended;
  private boolean closing;
  private boolean reset;
  private boolean inputEnded;
  private boolean outdated;
  int idleSince;

  UpstreamConnection(LoopPool pool, Channel channel, InetSocketAddress address, boolean tls) {
    this.pool = pool;
    this.channel = channel;
    this.address = address;
    this.tls = tls;
  }

  /** Returns the channel. */
  public Channel channel() {
    return channel;
  }

  /** Tells whether it uses TLS. */
  public boolean tls() {
    return tls;
  }

  /** Tells whether an earlier request used it: the server may close it just when it is reused. */
  public boolean reused() {
    return reused;
  }

  /**
   * Tells whether the response may be truncated: the connection was reset, or TLS ended without
   * close_notify, which protects against truncation (RFC 8446 section 6.1, RFC 9112 section 9.8).
   */
  public boolean cutOff() {
    return reset || tls && !ended;
  }

  /**
   * Switches auto-read on or off. Does nothing when the input is shut down: Netty (4.2.18) would
   * fail on epoll, since it has released the socket.
   */
  public void reading(boolean wanted) {
    if (!inputEnded) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** Returns the address that it is connected to. */
  InetSocketAddress address() {
    return address;
  }

  /** Ends reuse, since the server is no longer at its address. */
  void outdate() {
    outdated = true;
  }

  /** Tells whether it can carry a request; closing takes a moment with TLS. */
  boolean open() {
    return !closing && !outdated && channel.isActive();
  }

  void close() {
    closing = true;
    channel.close();
  }

  void take(User next) {
    user = next;
  }

  /** Releases it for the next request, after a complete response. */
  public void release() {
    user = null;
    reused = true;
    pool.offer(this);
  }

  /** Tells whether its PROXY protocol header names a client, which alone may use it. */
  public boolean namesClient() {
    return pool.upstream().proxyProtocol() != ProxyProtocol.OFF;
  }

  boolean leadsTo(Upstream to) {
    return pool.upstream() == to;
  }

  /** Marks it idle until its client's next request. */
  void rest() {
    user = null;
    reused = true;
    pool.reserve(this);
  }

  /** Continues with the client's next request. */
  void resume(User next) {
    pool.resume(this);
    user = next;
  }

  /** Closes it; the user gets no more callbacks. */
  public void discard() {
    user = null;
    close();
  }

  boolean idle() {
    return user == null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (user != null) {
      user.answerBytes(bytes);
    } else {
      // Unexpected bytes: they cannot be a response to the next request.
      bytes.release();
      close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (user != null) {
      user.answerPause();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (user != null) {
      user.upstreamWritable(channel.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (user != null) {
        user.upstreamSaidAll();
      }
    } else if (event instanceof SslCloseCompletionEvent over) {
      ended = over.isSuccess();
      close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    pool.closed(this);
    User told = user;
    user = null;
    if (told != null) {
      told.upstreamClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    User told = user;
    if (cause instanceof OutOfMemoryError && told != null) {
      user = null;
      channel.close();
      told.exhausted(cause);
      return;
    }
    // The channel closes, and channelInactive notifies the user.
    reset = true;
    close();
  }
}
