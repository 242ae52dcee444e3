package io.ringway.balancer.proxy;

import io.ringway.balancer.accesslog.Entry;
import io.ringway.balancer.accesslog.LoopLog;
import io.ringway.balancer.routing.ClusterRoute;

/** What became of the request under way, for the access log; reused for each request. */
final class Account {

  /** As nginx has it: the client left before it was told anything. */
  private static final int CLIENT_LEFT = 499;

  private final Exchange exchange;
  private final Loop loop;
  private boolean open;
  private int status;
  private long bodyBytes;
  private String reason = "";

  Account(Exchange exchange, Loop loop) {
    this.exchange = exchange;
    this.loop = loop;
  }

  /** A request is there, or what should have become one. */
  void open() {
    open = true;
    status = 0;
    bodyBytes = 0;
    reason = "";
  }

  void status(int answer) {
    status = answer;
  }

  /** Bytes of the answer's body were handed over for the client. */
  void body(long bytes) {
    bodyBytes += bytes;
  }

  /** Why it did not go as it should; the first reason counts. */
  void because(String what) {
    if (reason.isEmpty()) {
      reason = what;
    }
  }

  /** The request is over: tells the log. Once more does no harm. */
  void close(long startedNanos) {
    LoopLog log = loop.accessLog;
    if (log == null || !open) {
      return;
    }
    open = false;
    Head request = exchange.request;
    ClusterRoute cluster = exchange.cluster;
    Entry entry = log.entry;
    entry.request = request.complete() ? request : null;
    entry.minor = request.minor;
    entry.client = exchange.forwarding.client();
    entry.status = status == 0 ? CLIENT_LEFT : status;
    entry.bytes = bodyBytes;
    entry.micros = (System.nanoTime() - startedNanos) / 1_000;
    entry.cluster = cluster == null ? "" : cluster.config().name();
    exchange.server.tell(entry);
    entry.placed = exchange.placed;
    entry.keyHash = exchange.keyHash;
    entry.idLine = request.idLine;
    entry.id = exchange.id;
    entry.reason = reason;
    log.write(request.end);
  }
}
