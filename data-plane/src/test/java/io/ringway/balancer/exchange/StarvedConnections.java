package io.ringway.balancer.exchange;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets allocations fail for connections that are made from now on. It comes in by Netty's extension
 * point, so that nothing in the balancer knows of it.
 */
public final class StarvedConnections extends ChannelInitializerExtension {

  /** The allocation that fails. */
  enum Where {
    NOWHERE,
    /** That for a request on its way to a server. */
    REQUEST,
    /** That for what a server says. */
    RESPONSE
  }

  static volatile Where where = Where.NOWHERE;

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    if (where == Where.REQUEST) {
      channel.config().setAllocator(new Once());
    }
  }

  @Override
  public void postInitializeClientChannel(Channel channel) {
    if (where == Where.RESPONSE) {
      channel.pipeline().addFirst(new Starved());
    }
  }

  /** Fails the first allocation that is not for a read, which is the one for the request. */
  private static final class Once extends AbstractByteBufAllocator {

    private static final int READ = 1 << 10;

    private boolean failed;

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      if (!failed && initialCapacity < READ) {
        failed = true;
        throw new OutOfMemoryError("no direct memory, says the test");
      }
      return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  private static final class Starved extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      context.fireExceptionCaught(new OutOfMemoryError("no buffer to read into, says the test"));
    }
  }
}
