package io.ringway.balancer.exchange;

/** The idle state of a client's connection: between two requests, or before the first one. */
final class Idleness {

  private final Exchange exchange;
  private final ClientSide client;

  Idleness(Exchange exchange, ClientSide client) {
    this.exchange = exchange;
    this.client = client;
  }

  /** Returns whether no request is under way, not even a part of one, and no response is unread. */
  boolean idle() {
    return exchange.phase() == Phase.READING_HEAD
        && exchange.reader.empty()
        && !client.hasMore()
        && !exchange.timeouts.writesPending();
  }

  /** Returns when the last response was written, or the connection accepted; valid while idle. */
  long since() {
    return exchange.timeouts.idleSince();
  }

  /** Closes the connection if it has been idle since before this time, or had no request yet. */
  void closeIfBefore(long nanos) {
    if (idle() && exchange.timeouts.idleBefore(nanos)) {
      exchange.abort();
    }
  }

  /** Closes the connection if it had a response and has been idle since before this time. */
  void closeIfAfterResponseBefore(long nanos) {
    if (idle() && exchange.timeouts.idleAfterResponseBefore(nanos)) {
      exchange.abort();
    }
  }
}
