package io.ringway.balancer.exchange;

import io.ringway.balancer.routing.ClusterRoute;

/**
 * The rules for a client that has closed its half of the connection. It still gets its responses,
 * unless its cluster takes a half-close for a client that is gone.
 */
final class ClientHalfClose {

  private final Exchange exchange;
  private final ClientSide client;
  private boolean ended;

  ClientHalfClose(Exchange exchange, ClientSide client) {
    this.exchange = exchange;
    this.client = client;
  }

  /** Returns whether the client has closed its half. */
  boolean ended() {
    return ended;
  }

  /** Handles the half-close. */
  void occurred() {
    ended = true;
    if (abortsRequest()) {
      exchange.access.failed(Exchange.CLIENT_LEFT);
      switch (exchange.phase()) {
        case CONNECTING, AWAITING_RESPONSE -> exchange.abort();
        case RESPONDING -> exchange.abortResponse(Exchange.CLIENT_LEFT);
        case READING_HEAD, TUNNEL, LINGERING, CLOSED -> {}
      }
    } else if (!client.hasMore()) {
      inputConsumed();
    }
  }

  /** Returns whether a half-close ends the request under way; only once its body is complete. */
  boolean abortsRequest() {
    ClusterRoute cluster = exchange.cluster;
    return cluster != null
        && exchange.body.done()
        && cluster.config().settings().relay().abortOnHalfClose()
        && switch (exchange.phase()) {
          case CONNECTING, AWAITING_RESPONSE, RESPONDING -> true;
          case READING_HEAD -> exchange.request.complete(); // dispatched in this moment
          case TUNNEL, LINGERING, CLOSED -> false;
        };
  }

  /** Acts on the half-close once everything that the client sent before it was read. */
  void inputConsumed() {
    if (!ended || client.hasMore()) {
      return;
    }
    switch (exchange.phase()) {
      case READING_HEAD -> exchange.end();
      case CONNECTING, AWAITING_RESPONSE, RESPONDING -> {
        if (!exchange.body.done()) {
          exchange.abort(); // the rest of the body can no longer come
        }
      }
      case TUNNEL -> exchange.server.clientEnded();
      case LINGERING -> exchange.abort();
      case CLOSED -> {}
    }
  }
}
