package io.ringway.balancer.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/**
 * The first handler of a connection to a TLS port. It adds TLS when the first byte is that of a
 * handshake, and reports anything else to its listener.
 */
public final class TlsDetector extends ChannelInboundHandlerAdapter {

  /** The receiver of the outcome. */
  public interface Listener {
    /** Reports a client without TLS; plain HTTP can get a response in the clear. */
    void notTls(boolean http);

    /** Reports a failed handshake; the reason is the end of a sentence. */
    void refused(String reason);

    /** Reports the client's SNI host, before the certificate is sent. */
    void serverName(SniHost host);
  }

  private static final byte HANDSHAKE = 22;
  private static final int HELLO_MAX = 16 << 10;

  private final Certificates certificates;
  private final long handshakeMillis;
  private final Listener listener;

  /**
   * Creates a handler that waits for the first byte.
   *
   * @param handshakeMillis timeout of the handshake
   */
  public TlsDetector(Certificates certificates, long handshakeMillis, Listener listener) {
    this.certificates = certificates;
    this.handshakeMillis = handshakeMillis;
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    byte first = in.getByte(in.readerIndex());
    if (first == HANDSHAKE) {
      context
          .pipeline()
          .addAfter(context.name(), null, new TlsEndpoint(listener))
          .addAfter(context.name(), null, new ByName());
      var _ = context.pipeline().remove(this);
      context.fireChannelRead(in);
      return;
    }
    in.release();
    var _ = context.pipeline().remove(this);
    listener.notTls(first >= 'A' && first <= 'Z' || first == '\r');
  }

  /** The handler that selects the certificate by SNI. */
  private final class ByName extends SniHandler {

    ByName() {
      super(
          (String host, io.netty.util.concurrent.Promise<SslContext> promise) -> {
            CertificateSet.Ready shown = certificates.ready(host);
            if (host != null) {
              listener.serverName(new SniHost(host, shown.names()));
            }
            return promise.setSuccess(shown.context());
          },
          HELLO_MAX,
          handshakeMillis);
    }

    @Override
    protected SslHandler newSslHandler(SslContext chosen, ByteBufAllocator allocator) {
      SslHandler handler = super.newSslHandler(chosen, allocator);
      handler.setHandshakeTimeoutMillis(handshakeMillis);
      return handler;
    }
  }
}
