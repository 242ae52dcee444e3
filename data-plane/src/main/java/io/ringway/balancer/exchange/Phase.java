package io.ringway.balancer.exchange;

/** The phases of an exchange. {@link ExchangeEvent} lists the transitions between them. */
enum Phase {
  /** Waits for a request head, or has a part of one. */
  READING_HEAD,
  /** Waits for a connection to a server. The body of the request is buffered. */
  CONNECTING,
  /** Waits for the response. The head of the request was sent; its body may still be arriving. */
  AWAITING_RESPONSE,
  /** Relays the response. Its head was sent to the client, so there are no retries any more. */
  RESPONDING,
  /** Relays bytes of another protocol in both directions (RFC 9110 section 7.8). */
  TUNNEL,
  /** Discards input until the client closes: closing first could lose the last response. */
  LINGERING,
  /** The client's connection is closed. */
  CLOSED
}
