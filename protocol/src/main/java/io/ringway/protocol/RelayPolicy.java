package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * What is passed on to servers besides requests.
 *
 * @param proxyProtocol whether each connection begins with a header of the PROXY protocol; then it
 *     carries requests of one client's connection only
 * @param webSockets whether a request may turn its connection into a WebSocket; else it is passed
 *     on without its wish
 * @param abortOnHalfClose whether a client that closes its half of the connection, having sent a
 *     whole request, is taken for gone: its request is broken off at the server. Else it still gets
 *     its responses. Tunnels pass a half-close on either way
 */
public record RelayPolicy(
    ProxyProtocol proxyProtocol,
    boolean webSockets,
    @JacksonInject(value = Codec.ABORT_ON_HALF_CLOSE, useInput = OptBoolean.TRUE)
        boolean abortOnHalfClose) {

  /** Connections are shared by all clients, WebSockets pass, and who half-closes is gone. */
  public static final RelayPolicy DEFAULT = new RelayPolicy(ProxyProtocol.OFF, true);

  /** With the usual answer to a half-close. */
  public RelayPolicy(ProxyProtocol proxyProtocol, boolean webSockets) {
    this(proxyProtocol, webSockets, true);
  }
}
