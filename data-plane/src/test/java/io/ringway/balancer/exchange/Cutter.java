package io.ringway.balancer.exchange;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what the balancer reads, from clients and from servers, at random places. It comes in by
 * Netty's extension point, so that nothing in the balancer knows of it, and does nothing until
 * {@link #cutWith} is called.
 */
public final class Cutter extends ChannelInitializerExtension {

  private static final int[] LONGEST = {1, 2, 5, 60, 1_500};

  static final AtomicLong CUTS = new AtomicLong();

  private static volatile @Nullable SplittableRandom random;

  /** Cuts from now on, on new connections. */
  static void cutWith(long seed) {
    random = new SplittableRandom(seed);
  }

  static void stop() {
    random = null;
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    cut(channel);
  }

  @Override
  public void postInitializeClientChannel(Channel channel) {
    cut(channel);
  }

  private static void cut(Channel channel) {
    SplittableRandom source = random;
    if (source != null) {
      SplittableRandom own;
      synchronized (Cutter.class) {
        own = source.split();
      }
      channel.pipeline().addFirst(new Cuts(own));
    }
  }

  private static final class Cuts extends ChannelInboundHandlerAdapter {

    private final SplittableRandom random;

    Cuts(SplittableRandom random) {
      this.random = random;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      int longest = LONGEST[random.nextInt(LONGEST.length)];
      try {
        while (in.isReadable()) {
          int length = Math.min(in.readableBytes(), 1 + random.nextInt(longest));
          CUTS.incrementAndGet();
          context.fireChannelRead(in.readRetainedSlice(length));
          if (random.nextInt(4) == 0) {
            context.fireChannelReadComplete();
          }
        }
      } finally {
        in.release();
      }
    }
  }
}
