package io.ringway.protocol;

/**
 * Whether a connection to a server begins with a header that names the client, and in which form.
 */
public enum ProxyProtocol {
  /** It does not. */
  OFF,
  /** One line of text. */
  V1,
  /** A block of bytes. */
  V2
}
