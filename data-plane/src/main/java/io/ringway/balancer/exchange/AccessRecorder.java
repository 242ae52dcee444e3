package io.ringway.balancer.exchange;

import io.ringway.balancer.accesslog.AccessEntry;
import io.ringway.balancer.accesslog.LoopLog;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.routing.ClusterRoute;

/** The result of the request under way, recorded for the access log; reused for each request. */
final class AccessRecorder {

  /** The status of a request whose client left before it got a response, as in nginx. */
  private static final int CLIENT_LEFT = 499;

  private final Exchange exchange;
  private final EventLoopContext loop;
  private boolean open;
  private int status;
  private long bodyBytes;
  private String reason = "";

  AccessRecorder(Exchange exchange, EventLoopContext loop) {
    this.exchange = exchange;
    this.loop = loop;
  }

  /** Starts the record of a request, or of bytes that are none. */
  void open() {
    open = true;
    status = 0;
    bodyBytes = 0;
    reason = "";
  }

  void status(int responseStatus) {
    status = responseStatus;
  }

  /** Counts bytes of the response's body that were written to the client. */
  void body(long bytes) {
    bodyBytes += bytes;
  }

  /** Records the reason of a failure; only the first one counts. */
  void failed(String what) {
    if (reason.isEmpty()) {
      reason = what;
    }
  }

  /** Writes the record to the log. Does nothing when called again. */
  void close(long startedNanos) {
    LoopLog log = loop.accessLog;
    if (log == null || !open) {
      return;
    }
    open = false;
    Head request = exchange.request;
    ClusterRoute cluster = exchange.cluster;
    AccessEntry accessEntry = log.accessEntry;
    accessEntry.request = request.complete() ? request : null;
    accessEntry.minor = request.minor;
    accessEntry.client = exchange.identity.forwarding().client();
    accessEntry.status = status == 0 ? CLIENT_LEFT : status;
    accessEntry.bytes = bodyBytes;
    accessEntry.micros = (System.nanoTime() - startedNanos) / 1_000;
    accessEntry.cluster = cluster == null ? "" : cluster.config().name();
    exchange.server.record(accessEntry);
    accessEntry.placed = exchange.placed;
    accessEntry.keyHash = exchange.keyHash;
    accessEntry.idLine = request.requestIdField;
    accessEntry.id = exchange.id;
    accessEntry.reason = reason;
    log.write(request.end);
  }
}
