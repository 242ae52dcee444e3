package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.Forwarding;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Scheme;
import io.ringway.balancer.tls.SniHost;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The client of a connection, known before its first request. */
final class ClientIdentity {

  private final TrustedProxies trusted;
  private SocketAddress source;
  private Forwarding forwarding;
  private @Nullable SniHost sniHost;

  ClientIdentity(SocketAddress peer, TrustedProxies trusted, Scheme scheme) {
    this.trusted = trusted;
    this.source = peer;
    this.forwarding = new Forwarding(peer, trusted, scheme);
  }

  /** Sets the client that the peer, a proxy, named with the PROXY protocol. */
  void named(SocketAddress client, Scheme scheme) {
    source = client;
    forwarding = new Forwarding(client, trusted, scheme);
  }

  /** Sets the server name that the client sent in its TLS handshake (RFC 6066 section 3). */
  void sniHost(SniHost host) {
    sniHost = host;
  }

  /** Returns null on a connection without TLS, and when the client sent no server name. */
  @Nullable SniHost sniHost() {
    return sniHost;
  }

  /** Returns the peer's address, or the one that it named with the PROXY protocol. */
  SocketAddress source() {
    return source;
  }

  /** Returns the forwarding fields for requests of this client. */
  Forwarding forwarding() {
    return forwarding;
  }
}
