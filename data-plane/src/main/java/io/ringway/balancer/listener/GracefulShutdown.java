package io.ringway.balancer.listener;

import io.ringway.balancer.exchange.EventLoopContext;
import io.ringway.balancer.exchange.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graceful shutdown of the listeners. Ports are closed first: a client that is told to close
 * and connects again reaches the process that takes over, or is refused, but is not reset. A
 * connection without a request is closed once it was idle for {@value #IDLE_MILLIS} ms, since its
 * client may be sending the next request at this moment.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the steps end in a future of their own
final class GracefulShutdown {

  private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

  private static final long IDLE_MILLIS = 500;
  private static final long STEP_MILLIS = 20;

  /**
   * The time for a TCP handshake that began with this process: one more round trip to the client.
   */
  private static final long HANDSHAKE_MILLIS = 1_000;

  /** The time to accept the last connections that the kernel has queued. */
  private static final long ACCEPT_MILLIS = 50;

  private final Listeners listeners;
  private final Duration limit;
  private final long endNanos;

  /**
   * Creates a shutdown that has not begun.
   *
   * @param limit the time from now after which the remaining requests are cut off
   */
  GracefulShutdown(Listeners listeners, Duration limit) {
    this.listeners = listeners;
    this.limit = limit;
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  CompletionStage<Void> begin() {
    if (listeners.shared() && handOver()) {
      listeners.startDraining();
      return leavePorts(Math.min(HANDSHAKE_MILLIS, limit.toMillis() / 2))
          .thenCompose(_ -> finish());
    }
    listeners.reconcile(Set.of());
    listeners.startDraining();
    return finish();
  }

  private boolean handOver() {
    try {
      return listeners.handover().begin(listeners.listeningSockets());
    } catch (IOException e) {
      LOG.warn(
          "Connections that the kernel has queued for this process may be reset now: {}.",
          e.getMessage());
      return false;
    }
  }

  /**
   * Accepts the queued connections of ports that another process takes over, then closes the ports.
   */
  private CompletionStage<Void> leavePorts(long handshakeMillis) {
    return CompletableFuture.runAsync(this::stopReceiving, after(handshakeMillis))
        .thenRunAsync(this::close, after(ACCEPT_MILLIS));
  }

  private static Executor after(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  private void stopReceiving() {
    try {
      listeners.handover().discardNew();
    } catch (IOException e) {
      LOG.warn("A client that connects at this very moment may be reset: {}.", e.getMessage());
    }
  }

  private void close() {
    try {
      listeners.handover().end();
    } catch (IOException e) {
      LOG.warn(
          "Of several processes on the port one gets all new connections: {}.", e.getMessage());
    }
    listeners.reconcile(Set.of());
  }

  private CompletableFuture<Void> finish() {
    long begin = System.nanoTime();
    return CompletableFuture.allOf(
        listeners.loops().stream()
            .map(loop -> finish(loop, begin))
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> finish(EventLoopContext loop, long begin) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.executor.execute(() -> step(loop, begin, done));
    return done;
  }

  private void step(EventLoopContext loop, long begin, CompletableFuture<Void> done) {
    long now = System.nanoTime();
    boolean late = now - endNanos >= 0;
    long idleNanos = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
    for (Exchange exchange : loop.exchanges()) {
      if (late) {
        exchange.abort();
      } else if (now - begin >= idleNanos) {
        exchange.drain(now - idleNanos);
      }
    }
    if (late || loop.open() == 0) {
      done.complete(null);
    } else {
      loop.executor.schedule(() -> step(loop, begin, done), STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
