package io.ringway.balancer.exchange;

import io.ringway.balancer.http.Failure;
import io.ringway.balancer.routing.ClusterRoute;

/**
 * How long the client and the server of an exchange may take, and what becomes of the one that
 * takes longer. Looked at with each tick of the loop, so late by a tenth of a second.
 */
final class ExchangeTimeouts {

  private static final long LINGER_MILLIS = 2_000;
  private static final long UNKNOWN = -1;

  private final Exchange exchange;
  private final ClientSide client;
  private final ClientTimeouts timeouts;
  private final EventLoopContext loop;
  private final ClientTransferRate rate;
  private final Deadline next;
  private final Deadline total;
  private boolean hadResponse;
  private long unacknowledgedBefore = UNKNOWN;

  ExchangeTimeouts(
      Exchange exchange, ClientSide client, EventLoopContext loop, ClientTimeouts timeouts) {
    this.exchange = exchange;
    this.client = client;
    this.loop = loop;
    this.timeouts = timeouts;
    this.rate = new ClientTransferRate(loop, client.channel, timeouts.rate());
    this.next = new Deadline(loop);
    this.total = new Deadline(loop);
    next.in(firstMillis());
  }

  private long firstMillis() {
    return Math.min(timeouts.headMillis(), timeouts.idleMillis());
  }

  /** The first bytes of a head are here. */
  void headStarted() {
    next.in(timeouts.headMillis());
  }

  /** The head is here. */
  void headComplete() {
    next.none();
    rate.requestStarted();
  }

  /** The request has a cluster, whose limit for all of it counts from now. */
  void clusterChosen(ClusterRoute in) {
    int millis = in.config().settings().timeouts().totalMillis();
    if (millis != 0) {
      total.in(millis);
    }
  }

  /** A server is being connected to, which has a time of its own. */
  void connecting() {
    next.none();
  }

  /** The server is sent all of the request. */
  void requestSent(ClusterRoute in) {
    unacknowledgedBefore = UNKNOWN;
    next.in(in.config().settings().timeouts().responseMillis());
  }

  /** A byte has moved: the time until the next one starts anew. */
  void progressed() {
    unacknowledgedBefore = UNKNOWN;
    if (exchange.phase() == Phase.TUNNEL) {
      next.in(timeouts.tunnelIdleMillis());
    } else if (exchange.cluster != null) {
      next.in(pauseMillis());
    }
  }

  /** Bytes of the request's body have come, its framing with them. */
  void bodyReceived(int bytes) {
    rate.bodyReceived(bytes);
  }

  /** Bytes were handed over for the client. */
  void wroteToClient(int bytes) {
    rate.written(bytes);
  }

  /** Whether bytes that were handed over wait for the client to take others. */
  boolean writesPending() {
    return rate.writesPending();
  }

  /** The limit for all of a request does not count any more. */
  void requestDone() {
    total.none();
  }

  /** The client may ask again. */
  void responseComplete() {
    hadResponse = true;
    next.in(timeouts.idleMillis());
  }

  /** What the client still sends is thrown away for this long. */
  void linger() {
    next.in(LINGER_MILLIS);
  }

  /** When the last answer was written, or the connection accepted; while it is idle. */
  long idleSince() {
    return next.setAt(hadResponse ? timeouts.idleMillis() : firstMillis());
  }

  /**
   * Whether an idle connection has been so since before this time. One without a first request
   * counts as idle for long.
   */
  boolean idleBefore(long nanos) {
    return next.wasSetBefore(nanos, timeouts.idleMillis());
  }

  /** Whether an idle connection that had an answer has been so since before this time. */
  boolean idleAfterResponseBefore(long nanos) {
    return hadResponse && idleBefore(nanos);
  }

  /** Ends what has taken too long. */
  void check(long now) {
    if (total.passed(now)) {
      totalExpired();
    } else if (rate.sendsTooSlowly(
        now, exchange.body.done() || exchange.discardsInput(), pauseMillis())) {
      exchange.fail(Failure.BODY_TOO_SLOW);
    } else if (exchange.phase() != Phase.TUNNEL
        && rate.takesTooSlowly(now, exchange.server.held(), pauseMillis())) {
      exchange.abortResponse("read-too-slowly");
    } else if (next.passed(now)) {
      nextExpired();
    }
  }

  /** How long either side may pause within a body. */
  private int pauseMillis() {
    ClusterRoute in = exchange.cluster;
    return in == null ? timeouts.idleMillis() : in.config().settings().timeouts().idleMillis();
  }

  private int responseMillis() {
    ClusterRoute in = exchange.cluster;
    return in == null ? pauseMillis() : in.config().settings().timeouts().responseMillis();
  }

  private void totalExpired() {
    switch (exchange.phase()) {
      case AWAITING_RESPONSE -> {
        if (exchange.body.done()) {
          exchange.server.blame("no response within the total timeout");
        }
        exchange.fail(Failure.TOTAL_TIMEOUT);
      }
      case CONNECTING, RESPONDING -> exchange.fail(Failure.TOTAL_TIMEOUT);
      case READING_HEAD, TUNNEL, LINGERING, CLOSED -> {}
    }
  }

  private void nextExpired() {
    switch (exchange.phase()) {
      case READING_HEAD -> {
        if (exchange.readsHead()) {
          exchange.fail(Failure.HEAD_TIMEOUT);
        } else if (writesPending()) {
          responseComplete(); // it is busy with its last answer
        } else {
          exchange.abort();
        }
      }
      case AWAITING_RESPONSE -> {
        if (acknowledgedMore(exchange.server.unacknowledged())) {
          next.in(exchange.body.done() ? responseMillis() : pauseMillis());
        } else if (exchange.body.done()) {
          exchange.server.blame("no response within the response timeout");
          exchange.fail(Failure.RESPONSE_TIMEOUT);
        } else if (client.isHeldBack()) {
          exchange.server.blame("took no more of the request");
          exchange.fail(Failure.RESPONSE_TIMEOUT);
        } else {
          exchange.fail(Failure.BODY_TIMEOUT);
        }
      }
      case RESPONDING -> {
        if (!exchange.server.waitsForClient()) {
          exchange.server.blame("stalled within its response");
          exchange.serverBrokeResponse();
        } else {
          progressed(); // the client is slow, for which its pace is judged
        }
      }
      case LINGERING -> {
        if (writesPending()) {
          linger();
        } else {
          exchange.abort();
        }
      }
      case TUNNEL -> {
        if (acknowledgedMore(
            exchange.server.unacknowledged() + loop.unacknowledged(client.channel))) {
          next.in(timeouts.tunnelIdleMillis());
        } else {
          exchange.abort();
        }
      }
      case CONNECTING, CLOSED -> {}
    }
  }

  /**
   * Tells whether bytes that nobody moved here for as long as is allowed have left all the same:
   * their receiver is slow, and not idle. The first look only tells how many there are.
   */
  private boolean acknowledgedMore(long left) {
    boolean some = left > 0 && (unacknowledgedBefore == UNKNOWN || left < unacknowledgedBefore);
    unacknowledgedBefore = left;
    return some;
  }
}
