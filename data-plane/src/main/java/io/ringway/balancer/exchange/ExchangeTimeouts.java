package io.ringway.balancer.exchange;

import io.ringway.balancer.http.Failure;
import io.ringway.balancer.routing.ClusterRoute;

/**
 * The timeouts of an exchange: how long client and server may take, and the consequence for the one
 * that takes longer. They are checked with each tick of the event loop, so up to a tenth of a
 * second late.
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

  /** Starts the timeout for the head with its first bytes. */
  void headStarted() {
    next.in(timeouts.headMillis());
  }

  /** Ends the timeout for the head. */
  void headComplete() {
    next.none();
    rate.requestStarted();
  }

  /** Starts the cluster's timeout for the whole request. */
  void clusterChosen(ClusterRoute in) {
    int millis = in.config().settings().timeouts().totalMillis();
    if (millis != 0) {
      total.in(millis);
    }
  }

  /** Stops the idle timeout: connecting has one of its own. */
  void connecting() {
    next.none();
  }

  /** Starts the response timeout, since the request was sent completely. */
  void requestSent(ClusterRoute in) {
    unacknowledgedBefore = UNKNOWN;
    next.in(in.config().settings().timeouts().responseMillis());
  }

  /** Restarts the idle timeout, since a byte was transferred. */
  void progressed() {
    unacknowledgedBefore = UNKNOWN;
    if (exchange.phase() == Phase.TUNNEL) {
      next.in(timeouts.tunnelIdleMillis());
    } else if (exchange.cluster != null) {
      next.in(pauseMillis());
    }
  }

  /** Counts bytes of the request's body, including its framing. */
  void bodyReceived(int bytes) {
    rate.bodyReceived(bytes);
  }

  /** Counts bytes that were written to the client. */
  void wroteToClient(int bytes) {
    rate.written(bytes);
  }

  /** Returns whether written bytes wait because the client does not read. */
  boolean writesPending() {
    return rate.writesPending();
  }

  /** Stops the timeout for the whole request. */
  void requestDone() {
    total.none();
  }

  /** Starts the idle timeout between two requests. */
  void responseComplete() {
    hadResponse = true;
    next.in(timeouts.idleMillis());
  }

  /** Starts the time for which further input is discarded. */
  void linger() {
    next.in(LINGER_MILLIS);
  }

  /** Returns when the last response was written, or the connection accepted; valid while idle. */
  long idleSince() {
    return next.setAt(hadResponse ? timeouts.idleMillis() : firstMillis());
  }

  /**
   * Returns whether an idle connection has been so since before this time. One without a first
   * request counts as idle for long.
   */
  boolean idleBefore(long nanos) {
    return next.wasSetBefore(nanos, timeouts.idleMillis());
  }

  /** Returns whether an idle connection that had a response has been so since before this time. */
  boolean idleAfterResponseBefore(long nanos) {
    return hadResponse && idleBefore(nanos);
  }

  /** Ends the exchange if a timeout has expired. */
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

  /** Returns how long either side may pause within a body. */
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
        if (!exchange.reader.empty()) {
          exchange.fail(Failure.HEAD_TIMEOUT);
        } else if (writesPending()) {
          responseComplete(); // the client still reads its last response
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
          progressed(); // the client is slow, which its transfer rate decides about
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
   * Returns whether fewer bytes are unacknowledged than at the last check: their receiver is slow,
   * not idle. The first check only counts them.
   */
  private boolean acknowledgedMore(long left) {
    boolean some = left > 0 && (unacknowledgedBefore == UNKNOWN || left < unacknowledgedBefore);
    unacknowledgedBefore = left;
    return some;
  }
}
