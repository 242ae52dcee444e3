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
 * <p>A server is spoken of by its {@link ServerHealth}, the one object that stands for it across
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

  /** A client has connected. Pair with {@link #clientLeft}. */
  public void clientCame() {
    accepted.add();
  }

  /** A client's connection is closed. */
  public void clientLeft() {
    closed.add();
  }

  /** A client's connection is closed before a request, for how it began. */
  public void clientTurnedAway() {
    turnedAway.add();
  }

  /** An idle client's connection is closed to make room for another one. */
  public void clientDisplaced() {
    displaced.add();
  }

  /** Bytes came from a client. */
  public void received(long bytes) {
    received.add(bytes);
  }

  /** Bytes were handed over for a client. */
  public void sent(long bytes) {
    sent.add(bytes);
  }

  /** So many of the bytes for clients never came into this process. */
  public void spliced(long bytes) {
    spliced.add(bytes);
  }

  /** A periodic task of the loop ran this many microseconds late; earlier counts as zero. */
  public void late(long micros) {
    delay.late(Math.max(0, micros));
  }

  /** A request is about to be sent to the server. Pair with {@link #ended}. */
  public void begun(ServerHealth server) {
    server(server).begun.add();
  }

  /**
   * The head of the server's answer is here.
   *
   * @param status of the answer
   * @param micros since the request's head was read
   */
  public void answered(ServerHealth server, int status, long micros) {
    server(server).answered(status, micros);
  }

  /** The exchange with the server is over, well or badly. */
  public void ended(ServerHealth server) {
    server(server).ended.add();
  }

  /** The attempt ended without an answer: refused, reset, timed out, garbage. */
  public void failed(ServerHealth server) {
    server(server).failures.add();
  }

  /** The request goes on to another server because this one failed. */
  public void retried(ServerHealth server) {
    server(server).retries.add();
  }

  /** A request went past the server because it has as many as its load bound allows. */
  public void spilled(ServerHealth server) {
    server(server).spills.add();
  }

  /**
   * The balancer answered itself: since no server could (502, 503, 504), or because of what the
   * request was (400, 408, 414, 431 and the like).
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
   * A request carried a key.
   *
   * @param shown whether the cluster shows keys; else only the fingerprint is kept
   * @param fingerprint of the key
   */
  public void keyed(String clusterId, boolean shown, long fingerprint, Span key) {
    cluster(clusterId).keys.count(shown, fingerprint, key);
  }

  /**
   * Hands the counts of keys to the merging thread if it has taken the last ones. By the loop, some
   * times a second, so that a burst before a silence is reported too.
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
