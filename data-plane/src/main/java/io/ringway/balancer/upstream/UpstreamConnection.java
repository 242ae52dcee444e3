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

/** One connection to a server, used by one exchange at a time, on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  /** Who uses the connection now. */
  public interface User {
    /** Bytes of the answer; the receiver releases the buffer. */
    void answerBytes(ByteBuf bytes);

    /** The bytes that were ready have been given. */
    void answerPause();

    /** The server has closed its half; told only where half-closing is allowed. */
    void upstreamSaidAll();

    /** The server closed the connection, or it broke. */
    void upstreamClosed();

    /** Nothing could be allocated for what the server says; the connection is closed. */
    void exhausted(Throwable cause);

    /** Whether the connection takes more bytes has changed. */
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
  private boolean saidAll;
  private boolean outdated;
  int idleSince;

  UpstreamConnection(LoopPool pool, Channel channel, InetSocketAddress address, boolean tls) {
    this.pool = pool;
    this.channel = channel;
    this.address = address;
    this.tls = tls;
  }

  /** The socket. */
  public Channel channel() {
    return channel;
  }

  /** Whether its bytes are encrypted. */
  public boolean tls() {
    return tls;
  }

  /** Whether an earlier request was sent on it: it may close just when it is used again. */
  public boolean reused() {
    return reused;
  }

  /**
   * Whether what came may not be all that the server said: it was reset, or it is TLS, which says
   * itself when it ends, so that nobody on the way can cut an answer short (RFC 8446 section 6.1,
   * RFC 9112 section 9.8).
   */
  public boolean cutOff() {
    return reset || tls && !ended;
  }

  /**
   * Whether it is read from. When there is nothing more to be read Netty (4.2.18) must not be told:
   * on epoll it has let go of the socket, and fails.
   */
  public void reading(boolean wanted) {
    if (!saidAll) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** The address that it was made to. */
  InetSocketAddress address() {
    return address;
  }

  /** The server is no longer at its address: it carries no further request. */
  void outdate() {
    outdated = true;
  }

  /** Whether it can carry a request; over TLS a close takes a moment. */
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

  /** Gives it back for the next request; the answer was read to its end and nothing follows. */
  public void release() {
    user = null;
    reused = true;
    pool.offer(this);
  }

  /** Whether it begins with a header that names one client, who alone may go on with it. */
  public boolean namesClient() {
    return pool.upstream().proxyProtocol() != ProxyProtocol.OFF;
  }

  boolean leadsTo(Upstream to) {
    return pool.upstream() == to;
  }

  /** Waits for its client's next request. */
  void rest() {
    user = null;
    reused = true;
    pool.reserve(this);
  }

  /** Goes on with the client's next request. */
  void resume(User next) {
    pool.resume(this);
    user = next;
  }

  /** Closes it; the user hears nothing more. */
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
      // Bytes that nobody asked for: whatever they are, they are no answer to the next request.
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
      saidAll = true;
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
    // What comes of it is told with the close: channelInactive tells the user.
    reset = true;
    close();
  }
}
