package io.ringway.balancer.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
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

    /** Whether the connection takes more bytes has changed. */
    void upstreamWritable(boolean writable);
  }

  private final LoopPool pool;
  private final Channel channel;
  private @Nullable User user;
  private boolean reused;
  long idleSince;

  UpstreamConnection(LoopPool pool, Channel channel) {
    this.pool = pool;
    this.channel = channel;
  }

  /** The socket. */
  public Channel channel() {
    return channel;
  }

  /** Whether an earlier request was sent on it: it may close just when it is used again. */
  public boolean reused() {
    return reused;
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

  /** Closes it; the user hears nothing more. */
  public void discard() {
    user = null;
    channel.close();
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
      channel.close();
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
    if (event instanceof ChannelInputShutdownEvent && user != null) {
      user.upstreamSaidAll();
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
    // A reset is a close: channelInactive tells the user.
    channel.close();
  }
}
