package io.ringway.control.fleet;

import io.ringway.protocol.Codec;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The queries that one balancer has not answered yet: a limited number at once, each with a
 * timeout. Safe for use by any number of threads; no method blocks.
 */
final class PendingQueries {

  static final int MAX_WAITING = 8;

  /** Half of the message rate that counts as a flood: answers alone must never look like one. */
  static final int MAX_A_SECOND = 100;

  private final Outbox outbox;
  private final Duration timeout;

  // Guarded by this. In the order of sending.
  private final TreeMap<Long, CompletableFuture<QueryResult>> waiting = new TreeMap<>();
  private long lastId;
  private long secondNanos = System.nanoTime();
  private int inSecond;
  private boolean closed;

  PendingQueries(Outbox outbox, Duration patience) {
    this.outbox = outbox;
    this.timeout = patience;
  }

  /** Sends a query. The returned future completes after the timeout at the latest. */
  CompletableFuture<QueryResult> send(ExplainQuery explainQuery) {
    CompletableFuture<QueryResult> reply = new CompletableFuture<>();
    long id;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.completedFuture(new QueryResult.Disconnected());
      }
      if (waiting.size() >= MAX_WAITING || tooFast()) {
        return CompletableFuture.completedFuture(new QueryResult.Busy());
      }
      id = ++lastId;
      waiting.put(id, reply);
    }
    if (!outbox.note(Codec.encode(new Message.Ask(id, explainQuery)))) {
      complete(id, new QueryResult.Busy());
    }
    var _ =
        reply.whenComplete((_, _) -> {
          CompletableFuture<QueryResult> _ = take(id);
        });
    long millis = timeout.toMillis();
    return reply.completeOnTimeout(new QueryResult.Silent(millis), millis, TimeUnit.MILLISECONDS);
  }

  private boolean tooFast() {
    long now = System.nanoTime();
    if (now - secondNanos > 1_000_000_000L) {
      secondNanos = now;
      inSecond = 0;
    }
    return ++inSecond > MAX_A_SECOND;
  }

  /**
   * Completes the query with this id. Returns false when it is not pending: it timed out or was
   * never sent.
   */
  boolean complete(long id, QueryResult queryResult) {
    CompletableFuture<QueryResult> asked = take(id);
    return asked != null && asked.complete(queryResult);
  }

  /**
   * Completes the oldest query after a complaint of the balancer. Only a query draws a complaint
   * from a balancer, and a balancer reads in order, so the oldest query is the one that it does not
   * understand.
   */
  void completeOldest() {
    Map.Entry<Long, CompletableFuture<QueryResult>> oldest;
    synchronized (this) {
      oldest = waiting.pollFirstEntry();
    }
    if (oldest != null) {
      oldest.getValue().complete(new QueryResult.CannotExplain());
    }
  }

  /** Completes all queries, since the connection has ended. */
  void completeAll() {
    List<CompletableFuture<QueryResult>> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(waiting.values());
      waiting.clear();
    }
    open.forEach(reply -> reply.complete(new QueryResult.Disconnected()));
  }

  private synchronized @Nullable CompletableFuture<QueryResult> take(long id) {
    return waiting.remove(id);
  }
}
