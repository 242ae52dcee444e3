package io.ringway.balancer.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The half-close of a connection: no more output, but input is still read. Over TLS, close_notify
 * is sent first.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
public final class HalfClose {

  private HalfClose() {}

  public static void shutdownOutput(Channel channel) {
    DuplexChannel socket = (DuplexChannel) channel;
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      socket.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(_ -> socket.shutdownOutput());
    }
  }
}
