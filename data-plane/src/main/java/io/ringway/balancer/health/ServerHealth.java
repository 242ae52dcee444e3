package io.ringway.balancer.health;

import io.ringway.balancer.tls.HandshakeFailedException;
import io.ringway.protocol.HealthPolicy;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one server. There is one object for each (cluster, server) while the server is
 * configured; it outlives snapshots.
 *
 * <p>Hysteresis: a server is usable until {@code fall} failures in a row, of checks or of
 * connection attempts by traffic, mixed as they come. A successful check resets the count. Only
 * checks make a server usable again, {@code rise} successful ones in a row; a failure reported by
 * traffic resets that count too. So a killed replica leaves after {@code fall} refused connections,
 * which is at once under load, and one that flaps stays out until it is steady.
 *
 * <p>Ejection does not depend on checks: {@code ejectAfter} failed requests in a row eject the
 * server for a time that doubles from one ejection to the next, unless too many servers of its
 * cluster are ejected already. The server is readmitted after that time. The time starts from the
 * shortest again after the server has served for as long as it was ejected.
 *
 * <p>Safe for use by any number of threads; {@link #usable()} is one volatile read.
 */
public final class ServerHealth {

  private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);

  private static final int MAX_DOUBLINGS = 5;
  private static final long WARN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String clusterId;
  private final String serverId;
  private final AtomicLong version;
  private final Ejections ejections;
  private final LongSupplier nanoClock;
  private final AtomicInteger failedRequests = new AtomicInteger();

  private volatile boolean usable = true;
  private volatile boolean ejected;
  private volatile String reason = "";
  private volatile HealthPolicy policy = HealthPolicy.DEFAULT;
  private volatile int timesEjected; // written under the lock

  // Guarded by this.
  private String label;
  private boolean well = true;
  private String checkFailure = "";
  private String ejection = "";
  private int failuresInARow;
  private int successesInARow;
  private int doublings;
  private long outNanos;
  private long backAt;
  private String warned = "";
  private long warnedAt;

  /**
   * Creates the health of a server without observations.
   *
   * @param version counts up after each change of {@link #usable()}
   * @param ejections of its cluster
   */
  ServerHealth(
      String clusterId,
      String serverId,
      AtomicLong version,
      Ejections ejections,
      LongSupplier nanoClock) {
    this.clusterId = clusterId;
    this.serverId = serverId;
    this.version = version;
    this.ejections = ejections;
    this.nanoClock = nanoClock;
    this.label = serverId;
  }

  /** Returns the id of the cluster. */
  public String clusterId() {
    return clusterId;
  }

  /** Returns the id of the server. */
  public String serverId() {
    return serverId;
  }

  /** Tells whether requests may be sent to it. */
  public boolean usable() {
    return usable;
  }

  /** Returns the reason why it is not usable, for people; empty when it is usable. */
  public String reason() {
    return reason;
  }

  /**
   * Reports a connection attempt of traffic that failed. Counts like a failed check. To be called
   * for a refused, reset or timed-out attempt, not for a slow or bad response.
   *
   * @param cause of the failure, null when that is not known
   */
  public void failedByTraffic(@Nullable Throwable cause) {
    String words = cause == null ? "no connection" : CheckExchange.describe(cause);
    if (cause instanceof HandshakeFailedException) {
      warn(words);
    }
    failed(words);
  }

  /** Logs a failed verification: an operator has to act, even when other servers take over. */
  private synchronized void warn(String trouble) {
    long now = nanoClock.getAsLong();
    if (!trouble.equals(warned) || now - warnedAt >= WARN_AGAIN_NANOS) {
      warned = trouble;
      warnedAt = now;
      LOG.warn("{}: {} (logged once a minute)", label, trouble);
    }
  }

  /** Tells whether it is ejected because of failed requests. */
  public boolean ejected() {
    return ejected;
  }

  /** Returns the number of ejections since it was configured. */
  public int timesEjected() {
    return timesEjected;
  }

  /** Records a successful response. Costs almost nothing on the common path. */
  public void served() {
    if (failedRequests.get() != 0) {
      failedRequests.set(0);
    }
  }

  /**
   * Records a failed request. To be called only for the server's faults, and not for failures that
   * a slow or vanished client can cause.
   *
   * @param cause for people, such as {@code status 503}
   */
  public void failedRequest(String cause) {
    int row = failedRequests.incrementAndGet();
    int most = policy.ejectAfter();
    if (most != 0 && row >= most && !ejected) {
      eject(cause, row);
    }
  }

  private synchronized void eject(String cause, int row) {
    if (ejected || !ejections.enter()) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (outNanos != 0 && now - backAt >= outNanos) {
      doublings = 0;
    }
    outNanos = TimeUnit.MILLISECONDS.toNanos(policy.ejectMillis()) << doublings;
    doublings = Math.min(doublings + 1, MAX_DOUBLINGS);
    backAt = now + outNanos;
    failedRequests.set(0);
    timesEjected++;
    ejected = true;
    ejection =
        "ejected for %s after %d failed requests in a row, the last: %s"
            .formatted(seconds(outNanos), row, cause);
    LOG.warn("{} is {}", label, ejection);
    update();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /** Ends an ejection that has lasted long enough. */
  void readmit(long now) {
    if (ejected) {
      readmitOnceDue(now);
    }
  }

  private synchronized void readmitOnceDue(long now) {
    if (ejected && now - backAt >= 0) {
      endEjection();
      LOG.info("{} is no longer ejected", label);
      update();
    }
  }

  private void endEjection() {
    if (ejected) {
      ejected = false;
      ejection = "";
      failedRequests.set(0);
      ejections.leave();
    }
  }

  /** Sets the name for the log and the policy. */
  synchronized void applyPolicy(String newLabel, HealthPolicy newPolicy) {
    label = newLabel;
    policy = newPolicy;
    if (newPolicy.ejectAfter() == 0) {
      endEjection();
      update();
    }
  }

  /** Forgets all observations: an unchecked server counts as usable. */
  synchronized void forget() {
    failuresInARow = 0;
    successesInARow = 0;
    doublings = 0;
    outNanos = 0;
    well = true;
    checkFailure = "";
    endEjection();
    update();
  }

  private void update() {
    reason = well ? ejection : checkFailure;
    boolean now = well && !ejected;
    if (now != usable) {
      usable = now;
      version.incrementAndGet();
    }
  }

  synchronized void succeeded() {
    failuresInARow = 0;
    if (well) {
      return;
    }
    if (++successesInARow >= policy.rise()) {
      well = true;
      checkFailure = "";
      LOG.info("{} is healthy again after {} good checks", label, successesInARow);
      update();
    }
  }

  synchronized void failed(String cause) {
    successesInARow = 0;
    if (!well) {
      checkFailure = cause;
    } else if (++failuresInARow >= policy.fall()) {
      well = false;
      checkFailure = cause;
      LOG.warn("{} is unhealthy: {} ({} failures in a row)", label, cause, failuresInARow);
    }
    update();
  }
}
