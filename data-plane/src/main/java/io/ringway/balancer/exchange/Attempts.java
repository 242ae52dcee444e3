package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugFields;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.upstream.InFlight;
import io.ringway.ring.Ring;
import io.ringway.ring.selection.NodeSelection;
import org.jspecify.annotations.Nullable;

/** The attempts of one request: chooses the next server and decides about retries. */
final class Attempts {

  private final EventLoopContext loop;
  private final NodeSelection nodeSelection;
  private int failures;
  private boolean retrying;

  // The counters of requests in flight; null in clusters without a load bound.
  private @Nullable InFlight total;
  private @Nullable InFlight onServer;

  Attempts(EventLoopContext loop) {
    this.loop = loop;
    this.nodeSelection = new NodeSelection(loop.candidates, loop.random::nextInt);
  }

  /**
   * Starts with a new request.
   *
   * @param hash the position of the key on the ring
   * @param fingerprint the identity of the key, by which pins know it
   */
  void start(ClusterRoute in, long hash, long fingerprint) {
    failures = 0;
    if (in.pins().isEmpty()) {
      nodeSelection.start(hash);
    } else {
      in.pins().start(nodeSelection, hash, fingerprint);
    }
    if (in.boundedLoad() != 0) {
      total = in.total();
      total.enter();
    }
  }

  /** Returns the next server that takes requests and was not tried, or null. */
  @Nullable ServerRoute next(ClusterRoute in) {
    leaveServer();
    int node = nodeSelection.next(in);
    if (nodeSelection.spilledFrom() != Ring.NONE) {
      loop.telemetry.spilled(in.server(nodeSelection.spilledFrom()).health());
    }
    if (node == Ring.NONE) {
      return null;
    }
    ServerRoute next = in.server(node);
    if (total != null) {
      onServer = next.upstream().inFlight();
    }
    return next;
  }

  /** Returns why the last {@link #next} chose its server, as text for a debug field. */
  String reason(ClusterRoute in) {
    int node = nodeSelection.last();
    int owner = nodeSelection.owner(in);
    if (node == Ring.NONE) {
      return "no server takes it";
    }
    if (nodeSelection.tried() > 1) {
      return "server " + nodeSelection.tried() + " that was tried";
    }
    if (nodeSelection.spilledFrom() != Ring.NONE) {
      return DebugFields.name(in, nodeSelection.spilledFrom()) + " is at its bound";
    }
    if (nodeSelection.isPinnedTo(node)) {
      return "pinned";
    }
    if (nodeSelection.isShared()) {
      return "shared";
    }
    if (node == owner) {
      return "owner";
    }
    return in.usable(owner) ? "owner is joining" : "owner is draining or down";
  }

  private void leaveServer() {
    if (onServer != null) {
      onServer.leave();
      onServer = null;
    }
  }

  /** Makes the last server the next one again, since it was not at fault. */
  void forgetLast() {
    nodeSelection.forgetLast();
  }

  /** Counts a failure; returns whether the cluster allows another attempt. */
  boolean countFailure(ClusterRoute in) {
    return ++failures < in.config().settings().retry().attempts();
  }

  /**
   * Takes a retry from the budget and returns whether there was one. {@link #end} gives it back.
   */
  boolean takeRetry(ClusterRoute in) {
    if (failures >= in.config().settings().retry().attempts()
        || !retrying && !loop.mayRetry(in.config().settings().retry().budgetPercent())) {
      return false;
    }
    if (!retrying) {
      retrying = true;
      loop.retrying++;
    }
    return true;
  }

  /** Ends the request, successful or not. Does nothing when called again. */
  void end() {
    leaveServer();
    if (total != null) {
      total.leave();
      total = null;
    }
    if (retrying) {
      retrying = false;
      loop.retrying--;
    }
  }
}
