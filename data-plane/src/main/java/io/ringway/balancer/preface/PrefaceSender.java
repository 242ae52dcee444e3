package io.ringway.balancer.preface;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Stands first in the pipeline of a new connection: its header goes out before anything else. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
public final class PrefaceSender extends ChannelInboundHandlerAdapter {

  private final byte[] preface;

  /** Sends these bytes as soon as there is a connection. */
  public PrefaceSender(byte[] preface) {
    this.preface = preface;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // Flushed with what follows.
    context.write(Unpooled.wrappedBuffer(preface));
    context.pipeline().remove(this);
    context.fireChannelActive();
  }
}
