package io.ringway.balancer.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/**
 * Stands behind the decryption and says in the words of a plain connection how it ends: a client
 * that closes its half of TLS (RFC 8446 section 6.1) has closed its half of the connection.
 */
final class TlsEndpoint extends ChannelInboundHandlerAdapter {

  private final TlsDetector.Listener listener;

  TlsEndpoint(TlsDetector.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      Throwable cause = handshake.cause();
      if (cause != null && !(cause instanceof ClosedChannelException)) {
        listener.refused(String.valueOf(cause.getMessage()));
      }
    } else if (event instanceof SslCloseCompletionEvent closed) {
      if (closed.isSuccess()) {
        context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof SSLException
        || cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
      // What the client did to the encryption is no bug; a failed handshake was told above.
      var _ = context.close();
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
