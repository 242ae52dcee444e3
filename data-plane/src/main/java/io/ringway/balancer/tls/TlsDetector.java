package io.ringway.balancer.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/**
 * Looks at the first byte of a connection to a port with TLS: a handshake goes on behind it,
 * anything else is handed back.
 */
public final class TlsDetector extends ChannelInboundHandlerAdapter {

  /** Who stands behind the door. */
  public interface Listener {
    /** The client does not speak TLS; plain HTTP can be answered in the clear. */
    void notTls(boolean http);

    /** The handshake has failed for this reason, which is the end of a sentence. */
    void refused(String reason);

    /** The client has named the host that it wants, and is about to be shown a certificate. */
    void serverName(SniHost host);
  }

  private static final byte HANDSHAKE = 22;
  private static final int HELLO_MAX = 16 << 10;

  private final Certificates certificates;
  private final long handshakeMillis;
  private final Listener listener;

  /**
   * Waits for the first byte.
   *
   * @param handshakeMillis how long the handshake may take
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

  /** Takes the certificate of the name that the client asks for. */
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
