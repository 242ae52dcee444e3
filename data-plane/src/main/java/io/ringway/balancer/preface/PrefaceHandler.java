package io.ringway.balancer.preface;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Stands first in the pipeline of a connection until its header is read, then leaves it. Closes the
 * connection when what comes is none; how long it may take is up to whom stands behind.
 */
public final class PrefaceHandler extends ChannelInboundHandlerAdapter {

  private final PrefaceReader reader = new PrefaceReader();
  private final Consumer<InetSocketAddress> source;
  private final Consumer<String> refused;

  /**
   * Waits for the header.
   *
   * @param source is told whom the proxy speaks for; not called when it speaks for itself
   * @param refused is told what is wrong with a header, as the end of a sentence
   */
  public PrefaceHandler(Consumer<InetSocketAddress> source, Consumer<String> refused) {
    this.source = source;
    this.refused = refused;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (!context.channel().isActive()) {
      in.release(); // refused before
      return;
    }
    switch (reader.feed(in)) {
      case MORE -> in.release();
      case BAD -> {
        in.release();
        refused.accept(reader.problem());
        var _ = context.close();
      }
      case DONE -> {
        InetSocketAddress from = reader.source();
        if (from != null) {
          source.accept(from);
        }
        var _ = context.pipeline().remove(this);
        if (in.isReadable()) {
          context.fireChannelRead(in);
        } else {
          in.release();
        }
      }
    }
  }
}
