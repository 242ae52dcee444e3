package io.ringway.protocol;

/** What became of a server on the way of a key. */
public enum Verdict {
  /** It takes the key: the first in order that may. */
  TAKEN,
  /** It takes the key because the key is pinned to it. */
  PINNED,
  /** It takes a part of the requests of a key that is spread, or of requests without a key. */
  SHARED,
  /** Passed over: its operator drains it. */
  DRAINING,
  /** Passed over: it is down. */
  UNHEALTHY,
  /** Passed over: it has as many requests in flight as its bound allows. */
  AT_BOUND,
  /** Passed over for now: it joins, and this key is not yet among those that it has. */
  RAMPING,
  /** Not reached: a server before it takes the key. */
  RESERVE;

  /** Whether the server gets requests with the key. */
  public boolean takes() {
    return this == TAKEN || this == PINNED || this == SHARED;
  }
}
