package io.ringway.balancer.exchange;

import io.ringway.balancer.http.Scheme;
import io.ringway.balancer.tls.Certificates;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The port by which connections came in, with or without TLS. It closes when the port closes or
 * changes between the two. Its connections finish the request under way and are then closed.
 */
public final class Listener {

  /**
   * The grace for an idle connection, whose client may be sending the next request at this moment.
   */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final int port;
  private final @Nullable Certificates certificates;
  private volatile boolean closed;
  private volatile long closedAt;

  /**
   * Creates an open listener.
   *
   * @param port as in {@code Listen}: 0 for the main port
   * @param certificates null for a port without TLS
   */
  public Listener(int port, @Nullable Certificates certificates) {
    this.port = port;
    this.certificates = certificates;
  }

  public int port() {
    return port;
  }

  @Nullable
  public Certificates certificates() {
    return certificates;
  }

  Scheme scheme() {
    return certificates == null ? Scheme.HTTP : Scheme.HTTPS;
  }

  public void close() {
    if (!closed) {
      closedAt = System.nanoTime();
      closed = true;
    }
  }

  /** Returns whether the next response on its connections is their last one. */
  boolean closed() {
    return closed;
  }

  /** Closes an idle connection of a listener that has been closed for long enough. */
  void closeIfIdle(Exchange exchange, long now) {
    if (closed && now - closedAt >= IDLE_NANOS) {
      exchange.idleness.closeIfAfterResponseBefore(now - IDLE_NANOS);
    }
  }
}
