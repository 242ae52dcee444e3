package io.ringway.balancer.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/**
 * Stands first in the pipeline of a connection until its header is read, then leaves it. Closes the
 * connection when what comes is none; how long it may take is up to whom stands behind.
 */
public final class ProxyProtocolHandler extends ChannelInboundHandlerAdapter {

  private final ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
  private final Listener listener;

  /** Hears what the header says, or what is wrong with it. */
  public interface Listener {

    /**
     * The header names whom the proxy speaks for; not called when it speaks for itself.
     *
     * @param overTls whether that client has spoken TLS to the proxy
     */
    void source(InetSocketAddress source, boolean overTls);

    /** The header is none; the problem is the end of a sentence. */
    void refused(String problem);
  }

  /** Waits for the header. */
  public ProxyProtocolHandler(Listener listener) {
    this.listener = listener;
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
        listener.refused(reader.problem());
        var _ = context.close();
      }
      case DONE -> {
        InetSocketAddress from = reader.source();
        if (from != null) {
          listener.source(from, reader.overTls());
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
