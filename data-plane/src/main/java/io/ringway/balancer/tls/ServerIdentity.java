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

  /** Returns that of a server on this host and port; null where it is spoken to in the clear. */
  public static @Nullable ServerIdentity of(
      ServerTls tls, ServerTrust trust, String host, int port) {
    return named(tls, trust, tls.nameOf(host), port);
  }

  /**
   * Returns that of a server that has to prove this name; null where it is spoken to in the clear.
   */
  public static @Nullable ServerIdentity named(
      ServerTls tls, ServerTrust trust, String name, int port) {
    return tls.enabled() ? new ServerIdentity(trust, name, port) : null;
  }

  /**
   * Puts TLS before everything else on a connection, and begins the handshake as soon as it is
   * connected.
   *
   * @param timeoutMillis how long the handshake may take
   * @return whether it was proved; else the connection is closed
   */
  public Future<Channel> startTls(Channel channel, long timeoutMillis) {
    SslHandler tls;
    try {
      tls = trust.handshake(channel.alloc(), name, port, timeoutMillis);
    } catch (IllegalStateException e) {
      // Nobody is trusted on this machine: this connection fails, not whoever asked for it.
      channel.pipeline().fireExceptionCaught(e);
      var _ = channel.close();
      return channel.eventLoop().newFailedFuture(e);
    }
    channel.pipeline().addFirst(tls);
    return tls.handshakeFuture();
  }
}
