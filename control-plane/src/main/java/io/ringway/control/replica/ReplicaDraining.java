package io.ringway.control.replica;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The draining of replicas that are no longer wanted: takes them off the ring and stops them once
 * they are idle.
 */
final class ReplicaDraining {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaDraining.class);
  private static final Actor AUTHOR = Actor.system("replicas");

  /** The time after which reports no longer cover the time before the server began to drain. */
  private static final Duration SETTLE_TIME = Duration.ofMillis(2_500);

  private final Clusters clusters;
  private final ReplicaAttempts replicaAttempts;
  private final BalancerReports balancers;

  /** The time when a leaving server was first seen leaving. */
  private final Map<ReplicaAttempts.Key, Instant> since = new HashMap<>();

  ReplicaDraining(Clusters clusters, ReplicaAttempts replicaAttempts, BalancerReports balancers) {
    this.clusters = clusters;
    this.replicaAttempts = replicaAttempts;
    this.balancers = balancers;
  }

  /** Cancels the draining: the replica is wanted again. */
  void cancel(ReplicaAttempts.Key key) {
    since.remove(key);
  }

  /** Runs one step; {@code found} is all that the runtime runs for this cluster. */
  List<ReplicaStatus.View> run(
      ClusterDetails cluster, ReplicaRuntime runtime, List<Replica> found, Instant now) {
    Set<String> wanted = new HashSet<>(cluster.plan().names());
    List<Replica> leaving =
        found.stream().filter(replica -> !wanted.contains(replica.name())).toList();
    List<ReplicaStatus.View> views = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (ServerConfig server : cluster.config().servers()) {
      if (!cluster.managed(server) || wanted.contains(server.name())) {
        continue;
      }
      ReplicaAttempts.Key key = new ReplicaAttempts.Key(cluster.config().id(), server.name());
      Instant began = since.computeIfAbsent(key, _ -> now);
      boolean alive = leaving.stream().anyMatch(r -> r.name().equals(server.name()) && r.alive());
      boolean over =
          !now.isBefore(began.plusMillis(cluster.config().settings().drainMillis()))
              || now.isAfter(began.plus(SETTLE_TIME))
                  && balancers.idle(cluster.config().id(), server.id());
      if (server.state() == ServerState.DRAINING && (over || !alive)
          || server.state() == ServerState.DISABLED) {
        clusters.apply(
            new Change.RemoveServers(cluster.config().name(), List.of(server.name()), true),
            AUTHOR,
            null);
        gone.add(server.name());
      } else {
        views.add(drain(cluster, server, leaving, key));
      }
    }
    stop(cluster, runtime, leaving, gone);
    return views;
  }

  private ReplicaStatus.View drain(
      ClusterDetails cluster, ServerConfig server, List<Replica> leaving, ReplicaAttempts.Key key) {
    if (server.state() == ServerState.READY) {
      clusters.apply(
          new Change.SetServerStates(
              cluster.config().name(), List.of(server.name()), ServerState.DRAINING),
          AUTHOR,
          null);
    }
    ReplicaAttempt replicaAttempt = replicaAttempts.of(key);
    return leaving.stream()
        .filter(replica -> replica.name().equals(server.name()))
        .findFirst()
        .map(replica ->
            ReplicaStatus.View.of(
                server.name(),
                ReplicaStatus.State.DRAINING,
                replica,
                replicaAttempt,
                replicaAttempt.fault()))
        .orElseGet(() ->
            ReplicaStatus.View.of(
                server.name(),
                ReplicaStatus.State.FAILED,
                null,
                replicaAttempt,
                replicaAttempt.fault()));
  }

  /**
   * Stops a replica that is off the ring: its server has just left, or had left before a restart.
   */
  private void stop(
      ClusterDetails cluster, ReplicaRuntime runtime, List<Replica> leaving, Set<String> gone) {
    for (Replica replica : leaving) {
      boolean listed = cluster.server(replica.name()).filter(cluster::managed).isPresent();
      if (!listed || gone.contains(replica.name())) {
        runtime.stop(replica);
        ReplicaAttempts.Key key = new ReplicaAttempts.Key(cluster.config().id(), replica.name());
        replicaAttempts.forget(key);
        since.remove(key);
        LOG.info("Stopped the replica {}", replica.name());
      }
    }
  }
}
