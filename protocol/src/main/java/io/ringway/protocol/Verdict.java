package io.ringway.protocol;

/** The outcome for a server in the order of a key. */
public enum Verdict {
  /** It takes the key: the first in order that can. */
  TAKEN,
  /** It takes the key because the key is pinned to it. */
  PINNED,
  /** It takes a part of the requests of a key that is spread, or of requests without a key. */
  SHARED,
  /** Skipped: the operator is draining it. */
  DRAINING,
  /** Skipped: it is down. */
  UNHEALTHY,
  /** Skipped: it has as many requests in flight as its bound allows. */
  AT_BOUND,
  /** Skipped for now: it is in slow start, and this key is not yet among those that it takes. */
  RAMPING,
  /** Not reached: a server before it takes the key. */
  RESERVE;

  /** Returns whether the server gets requests with the key. */
  public boolean takes() {
    return this == TAKEN || this == PINNED || this == SHARED;
  }
}
