package io.ringway.balancer.health;

import io.ringway.protocol.HealthPolicy;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one server can take requests. One object for each (cluster, server) for as long as the
 * server is configured; it outlives snapshots.
 *
 * <p>Hysteresis: a server is usable until {@code fall} failures in a row, of checks or of
 * connection attempts by traffic, mixed as they come. A successful check starts the count anew.
 * Only checks bring a server back, {@code rise} good ones in a row; a failure reported by traffic
 * meanwhile starts that count anew too. So a killed replica leaves after {@code fall} refused
 * connections, which under load is at once, and one that flaps stays out until it is steady.
 *
 * <p>Safe for use by any number of threads; {@link #usable()} is one volatile read.
 */
public final class ServerHealth {

  private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);

  private final String clusterId;
  private final String serverId;
  private final AtomicLong turns;

  private volatile boolean usable = true;
  private volatile String reason = "";

  // Guarded by this.
  private String label;
  private HealthPolicy policy = HealthPolicy.DEFAULT;
  private int failuresInARow;
  private int successesInARow;

  /**
   * A server that nothing is known of.
   *
   * @param turns counts up after each change of {@link #usable()}
   */
  ServerHealth(String clusterId, String serverId, AtomicLong turns) {
    this.clusterId = clusterId;
    this.serverId = serverId;
    this.turns = turns;
    this.label = serverId;
  }

  /** The cluster that the server belongs to. */
  public String clusterId() {
    return clusterId;
  }

  /** The server. */
  public String serverId() {
    return serverId;
  }

  /** Whether requests may be sent to it. */
  public boolean usable() {
    return usable;
  }

  /** Why it is not usable, for people; empty when it is. */
  public String reason() {
    return reason;
  }

  /**
   * Traffic could not connect to the server. Counts like a failed check. Call it for a refused,
   * reset or timed-out connection attempt, not for a slow or bad answer.
   *
   * @param cause what the attempt ended with, null when that is not known
   */
  public void failedByTraffic(@Nullable Throwable cause) {
    failed(cause == null ? "no connection" : CheckExchange.words(cause));
  }

  /** Says by which name and rules the server is judged from now on. */
  synchronized void judgeBy(String newLabel, HealthPolicy newPolicy) {
    label = newLabel;
    policy = newPolicy;
  }

  /** Forgets what is known: an unchecked server is taken as usable. */
  synchronized void forget() {
    failuresInARow = 0;
    successesInARow = 0;
    turn(true);
    reason = "";
  }

  private void turn(boolean nowUsable) {
    usable = nowUsable;
    turns.incrementAndGet();
  }

  synchronized void succeeded() {
    failuresInARow = 0;
    if (usable) {
      return;
    }
    if (++successesInARow >= policy.rise()) {
      turn(true);
      reason = "";
      LOG.info("{} is healthy again after {} good checks", label, successesInARow);
    }
  }

  synchronized void failed(String cause) {
    successesInARow = 0;
    if (usable) {
      if (++failuresInARow >= policy.fall()) {
        reason = cause;
        turn(false);
        LOG.warn("{} is unhealthy: {} ({} failures in a row)", label, cause, failuresInARow);
      }
    } else {
      reason = cause;
    }
  }
}
