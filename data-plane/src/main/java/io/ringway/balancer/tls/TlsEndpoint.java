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
 * The handler behind decryption that translates TLS events to those of a plain connection: a
 * close_notify of the client (RFC 8446 section 6.1) is a half-close.
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
      // A TLS error of the client is no bug; a failed handshake was reported above.
      var _ = context.close();
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
