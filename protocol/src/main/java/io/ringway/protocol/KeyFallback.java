package io.ringway.protocol;

/** What stands in for a key when no rule yields one. */
public enum KeyFallback {
  /** A new random key for each request: spreads over the healthy servers by weight. */
  RANDOM,
  /** The address of the client. */
  CLIENT_ADDRESS
}
