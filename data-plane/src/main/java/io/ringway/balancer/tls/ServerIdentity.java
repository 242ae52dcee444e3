package io.ringway.balancer.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.ringway.protocol.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a server's certificate has to prove.
 *
 * @param trust verifies the certificate
 * @param name the host name or address that its certificate has to be for
 * @param port together with the name, the key for session resumption
 */
public record ServerIdentity(ServerTrust trust, String name, int port) {

  /** Returns the identity of a server on this host and port; null without TLS. */
  public static @Nullable ServerIdentity of(
      ServerTls tls, ServerTrust trust, String host, int port) {
    return named(tls, trust, tls.nameOf(host), port);
  }

  /** Returns the identity of a server with this name in its certificate; null without TLS. */
  public static @Nullable ServerIdentity named(
      ServerTls tls, ServerTrust trust, String name, int port) {
    return tls.enabled() ? new ServerIdentity(trust, name, port) : null;
  }

  /**
   * Adds TLS as the first handler of a connection, and begins the handshake once it is connected.
   *
   * @param timeoutMillis timeout of the handshake
   * @return completes when the identity is proved; on failure the connection is closed
   */
  public Future<Channel> startTls(Channel channel, long timeoutMillis) {
    SslHandler tls;
    try {
      tls = trust.handshake(channel.alloc(), name, port, timeoutMillis);
    } catch (IllegalStateException e) {
      // There are no trusted authorities: only this connection fails, not its caller.
      channel.pipeline().fireExceptionCaught(e);
      var _ = channel.close();
      return channel.eventLoop().newFailedFuture(e);
    }
    channel.pipeline().addFirst(tls);
    return tls.handshakeFuture();
  }
}
