package io.ringway.balancer.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Says on a connection that no more comes, and still reads; over TLS that is said there first. */
@SuppressWarnings("FutureReturnValueIgnored")
public // a failed write closes the channel, which is heard
final class HalfClose {

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
