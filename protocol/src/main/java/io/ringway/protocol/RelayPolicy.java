package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * Features of the connection that are passed on to servers besides requests.
 *
 * @param proxyProtocol whether each connection begins with a header of the PROXY protocol; then it
 *     carries only requests of one client's connection
 * @param webSockets whether a request may upgrade its connection to a WebSocket; else it is
 *     forwarded without its upgrade
 * @param abortOnHalfClose whether a client that half-closes the connection after a whole request is
 *     considered gone: its request is then aborted at the server. Else it still gets its responses.
 *     Tunnels forward a half-close either way
 */
public record RelayPolicy(
    ProxyProtocol proxyProtocol,
    boolean webSockets,
    @JacksonInject(value = Codec.ABORT_ON_HALF_CLOSE, useInput = OptBoolean.TRUE)
        boolean abortOnHalfClose) {

  /**
   * The default: clients share connections, WebSockets pass, and a client that half-closes is gone.
   */
  public static final RelayPolicy DEFAULT = new RelayPolicy(ProxyProtocol.OFF, true);

  /** Creates a policy with the default reaction to a half-close. */
  public RelayPolicy(ProxyProtocol proxyProtocol, boolean webSockets) {
    this(proxyProtocol, webSockets, true);
  }
}
