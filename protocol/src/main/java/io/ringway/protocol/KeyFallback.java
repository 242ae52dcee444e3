package io.ringway.protocol;

/** The key of a request for which no rule yields one. */
public enum KeyFallback {
  /** A new random key for each request, which balances over the healthy servers by weight. */
  RANDOM,
  /** The address of the client. */
  CLIENT_ADDRESS
}
