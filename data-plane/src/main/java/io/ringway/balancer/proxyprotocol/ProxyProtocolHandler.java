package io.ringway.balancer.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/**
 * The first handler of a connection until its header is read; then it removes itself. It closes the
 * connection after a malformed header. The timeout is up to the handlers behind it.
 */
public final class ProxyProtocolHandler extends ChannelInboundHandlerAdapter {

  private final ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
  private final Listener listener;

  /** The receiver of the header's content or error. */
  public interface Listener {

    /**
     * Reports the client that the header names; not called when the proxy connects for itself.
     *
     * @param overTls whether that client uses TLS to the proxy
     */
    void source(InetSocketAddress source, boolean overTls);

    /** Reports a malformed header; the problem is the end of a sentence. */
    void refused(String problem);
  }

  /** Creates a handler that waits for the header. */
  public ProxyProtocolHandler(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (!context.channel().isActive()) {
      in.release(); // already refused
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
