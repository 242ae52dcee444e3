package io.ringway.protocol;

/**
 * The version of the PROXY protocol header, which names the client, at the start of each connection
 * to a server.
 */
public enum ProxyProtocol {
  /** No header. */
  OFF,
  /** Version 1: one line of text. */
  V1,
  /** Version 2: a binary block. */
  V2
}
