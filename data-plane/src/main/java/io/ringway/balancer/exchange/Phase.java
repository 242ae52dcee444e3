package io.ringway.balancer.exchange;

/** Where the request under way on a client's connection is. */
enum Phase {
  /** Waiting for a request head, or in the midst of one. */
  READING_HEAD,
  /** A server is chosen, its connection is not there yet; the body is held. */
  CONNECTING,
  /** The head went to the server; the body may still be on its way. */
  AWAITING_RESPONSE,
  /** The head of the answer went to the client: from here on nothing can be tried again. */
  RESPONDING,
  /** The protocol was changed: bytes go both ways, whatever they mean. */
  TUNNEL,
  /** All is said; the rest of what the client sends is thrown away before closing. */
  LINGERING,
  /** The client is gone. */
  CLOSED
}
