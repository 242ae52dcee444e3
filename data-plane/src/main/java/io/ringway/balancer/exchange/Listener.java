package io.ringway.balancer.exchange;

import io.ringway.balancer.http.Scheme;
import io.ringway.balancer.tls.Certificates;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way in that connections took: a port, in the clear or with TLS. It closes when the port does
 * or begins to speak otherwise; who came in by it finishes the request that is under way, and is
 * then asked to leave.
 */
public final class Listener {

  /** The client of an idle connection may be sending the next request just now. */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final int port;
  private final @Nullable Certificates certificates;
  private volatile boolean closed;
  private volatile long closedAt;

  /**
   * Is open.
   *
   * @param port as in {@code Listen}: 0 for the main port
   * @param certificates null where it is in the clear
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

  /** Whether the next answer to whoever came in by it is the last one. */
  boolean closed() {
    return closed;
  }

  /** Ends an idle connection that came in by it, once it has been closed for long enough. */
  void closeIfIdle(Exchange exchange, long now) {
    if (closed && now - closedAt >= IDLE_NANOS) {
      exchange.idleness.closeIfAfterResponseBefore(now - IDLE_NANOS);
    }
  }
}
