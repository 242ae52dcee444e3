package io.ringway.protocol;

/**
 * What is passed on to servers besides requests.
 *
 * @param proxyProtocol whether each connection begins with a header of the PROXY protocol; then it
 *     carries requests of one client's connection only
 * @param webSockets whether a request may turn its connection into a WebSocket; else it is passed
 *     on without its wish
 */
public record Relay(ProxyProtocol proxyProtocol, boolean webSockets) {

  /** Connections are shared by all clients, and WebSockets pass. */
  public static final Relay DEFAULT = new Relay(ProxyProtocol.OFF, true);
}
