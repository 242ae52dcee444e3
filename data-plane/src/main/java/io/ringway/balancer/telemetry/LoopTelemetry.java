package io.ringway.balancer.telemetry;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.routing.key.Span;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one event loop. Written by that loop only, read by the merging thread at any
 * time: counters are plain adds with ordered stores, so that no event loop waits for another.
 *
 * <p>A server is identified by its {@link ServerHealth}, the one object that stays across
 * snapshots.
 */
public final class LoopTelemetry {

  final ConcurrentMap<ServerHealth, ServerCounters> servers = new ConcurrentHashMap<>();
  final ConcurrentMap<String, ClusterCounters> clusters = new ConcurrentHashMap<>();

  /** The cluster id of requests that were refused before a cluster was known. */
  static final String NO_CLUSTER = "";

  final Counter accepted = new Counter();
  final Counter closed = new Counter();
  final Counter turnedAway = new Counter();
  final Counter displaced = new Counter();
  final Counter received = new Counter();
  final Counter sent = new Counter();
  final Counter spliced = new Counter();
  final LoopDelay delay = new LoopDelay();

  LoopTelemetry() {}

  /** Counts a client connection. Pair with {@link #clientLeft}. */
  public void clientCame() {
    accepted.add();
  }

  /** Counts the end of a client connection. */
  public void clientLeft() {
    closed.add();
  }

  /** Counts a client connection that was refused before a request. */
  public void clientTurnedAway() {
    turnedAway.add();
  }

  /** Counts an idle client connection that was closed to make room for another one. */
  public void clientDisplaced() {
    displaced.add();
  }

  /** Counts bytes read from a client. */
  public void received(long bytes) {
    received.add(bytes);
  }

  /** Counts bytes written to a client. */
  public void sent(long bytes) {
    sent.add(bytes);
  }

  /** Counts bytes to clients that the kernel spliced. */
  public void spliced(long bytes) {
    spliced.add(bytes);
  }

  /** Records the delay of the loop's periodic task in microseconds; negative counts as zero. */
  public void late(long micros) {
    delay.late(Math.max(0, micros));
  }

  /** Counts a request to a server. Pair with {@link #ended}. */
  public void begun(ServerHealth server) {
    server(server).begun.add();
  }

  /**
   * Counts the head of a server's response.
   *
   * @param status of the response
   * @param micros time since the request's head was read
   */
  public void answered(ServerHealth server, int status, long micros) {
    server(server).answered(status, micros);
  }

  /** Counts the end of an exchange with a server, successful or not. */
  public void ended(ServerHealth server) {
    server(server).ended.add();
  }

  /** Counts an attempt without a response: refused, reset, timed out, malformed. */
  public void failed(ServerHealth server) {
    server(server).failures.add();
  }

  /** Counts a request that is retried at another server because this one failed. */
  public void retried(ServerHealth server) {
    server(server).retries.add();
  }

  /** Counts a request that passed over a server because the load bound was reached. */
  public void spilled(ServerHealth server) {
    server(server).spills.add();
  }

  /**
   * Counts a local response: no server could respond (502, 503, 504), or the request was refused
   * (400, 408, 414, 431 and the like).
   *
   * @param clusterId null when its cluster was not known yet
   * @param reason a word of a fixed set, the same with each status
   */
  public void answeredItself(@Nullable String clusterId, int status, String reason) {
    ClusterCounters counters = cluster(clusterId == null ? NO_CLUSTER : clusterId);
    if (clusterId != null && status >= 500) {
      counters.unserved.add();
    } else {
      counters.refused.add();
    }
    LocalResponseCounter answers = counters.reasons.get(reason);
    if (answers == null) {
      answers = new LocalResponseCounter(status);
      counters.reasons.put(reason, answers);
    }
    answers.times().add();
  }

  /**
   * Counts the key of a request.
   *
   * @param shown whether keys of the cluster are shown; else only the fingerprint is kept
   * @param fingerprint of the key
   */
  public void keyed(String clusterId, boolean shown, long fingerprint, Span key) {
    cluster(clusterId).keys.count(shown, fingerprint, key);
  }

  /**
   * Hands the counts of keys to the merging thread if it has taken the last ones. Called by the
   * loop several times a second, so that the last burst before a pause is reported too.
   */
  public void handOverKeys() {
    for (ClusterCounters counters : clusters.values()) {
      counters.keys.handOver();
    }
  }

  private ServerCounters server(ServerHealth server) {
    ServerCounters counters = servers.get(server);
    if (counters == null) {
      counters = new ServerCounters();
      servers.put(server, counters);
    }
    return counters;
  }

  private ClusterCounters cluster(String id) {
    ClusterCounters counters = clusters.get(id);
    if (counters == null) {
      counters = new ClusterCounters();
      clusters.put(id, counters);
    }
    return counters;
  }
}
