package io.ringway.balancer.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.ringway.protocol.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * Who a server has to prove to be.
 *
 * @param trust whose word is taken for it
 * @param name the host name or address that its certificate has to be for
 * @param port with the name, what sessions are resumed by
 */
public record ServerIdentity(ServerTrust trust, String name, int port) {

  /**
   * Of a server on this host and port; null where it is spoken to in the clear.
   *
   * @throws IllegalStateException with a sentence for the operator when nobody is trusted here
   */
  public static @Nullable ServerIdentity of(
      ServerTls tls, ServerTrust trust, String host, int port) {
    if (!tls.enabled()) {
      return null;
    }
    var _ = trust.prepare();
    return new ServerIdentity(trust, tls.nameOf(host), port);
  }

  /**
   * Puts TLS before everything else on a connection, and begins the handshake as soon as it is
   * connected.
   *
   * @param timeoutMillis how long the handshake may take
   * @return whether it was proved; else the connection is closed
   */
  public Future<Channel> demand(Channel channel, long timeoutMillis) {
    SslHandler tls = trust.handshake(channel.alloc(), name, port, timeoutMillis);
    channel.pipeline().addFirst(tls);
    return tls.handshakeFuture();
  }
}
