package io.ringway.control.replica;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.protocol.ReplicaPolicy;
import io.ringway.protocol.ServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reconciliation step for the replicas of one cluster: starts missing replicas, adds healthy
 * ones to the ring, replaces those that no longer answer, drains and stops those that are no longer
 * wanted.
 */
final class ClusterReconciliation {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterReconciliation.class);
  private static final Actor AUTHOR = Actor.system("replicas");
  private static final int LAST_LINES = 5;
  private static final Duration SHORT_PAUSE = Duration.ofMillis(100);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(2);

  private final Clusters clusters;
  private final ReplicaAttempts replicaAttempts;
  private final ReplicaHealthChecks replicaHealthChecks;
  private final ReplacementPolicy replacementPolicy;
  private final ReplicaDraining leaving;

  ClusterReconciliation(
      Clusters clusters, ReplicaHealthChecks replicaHealthChecks, BalancerReports balancers) {
    this.clusters = clusters;
    this.replicaAttempts = new ReplicaAttempts();
    this.replicaHealthChecks = replicaHealthChecks;
    this.replacementPolicy = new ReplacementPolicy(replicaAttempts, balancers);
    this.leaving = new ReplicaDraining(clusters, replicaAttempts, balancers);
  }

  /**
   * The result of a step.
   *
   * @param pause the longest time until the next step
   */
  record Result(ReplicaStatus status, Duration pause) {}

  /** Runs one step; {@code foundReplicas} is all that the runtime runs for this cluster. */
  Result run(
      ClusterDetails cluster, ReplicaRuntime runtime, FoundReplicas foundReplicas, Instant now) {
    List<ReplicaStatus.View> views = new ArrayList<>();
    List<NewServer> joining = new ArrayList<>();
    for (String name : cluster.plan().names()) {
      views.add(reconcile(cluster, runtime, foundReplicas.replicas(), name, joining, now));
    }
    if (!joining.isEmpty()) {
      clusters.apply(new Change.AddServers(cluster.config().name(), joining), AUTHOR, null);
    }
    views.addAll(leaving.run(cluster, runtime, foundReplicas.replicas(), now));
    views.sort(Comparator.comparing(ReplicaStatus.View::name));
    String message =
        views.stream()
            .filter(view -> !view.message().isEmpty())
            .map(view -> view.name() + ": " + view.message())
            .findFirst()
            .orElse("");
    List<ReplicaStatus.Stranger> strangers =
        foundReplicas.strangers().stream()
            .map(stranger -> new ReplicaStatus.Stranger(stranger.name(), stranger.handle()))
            .toList();
    return new Result(
        new ReplicaStatus(
            runtime.name(), true, message, cluster.plan().desired(), views, strangers),
        pause(cluster, views, now));
  }

  private Duration pause(ClusterDetails cluster, List<ReplicaStatus.View> views, Instant now) {
    Duration pause = LONG_PAUSE;
    for (ReplicaStatus.View view : views) {
      Duration its =
          switch (view.state()) {
            case STARTING, DRAINING -> SHORT_PAUSE;
            case RUNNING, UNHEALTHY -> LONG_PAUSE;
            case FAILED -> {
              ReplicaAttempts.Key key = new ReplicaAttempts.Key(cluster.config().id(), view.name());
              Instant next = replicaAttempts.of(key).notBefore();
              yield next.isAfter(now) ? Duration.between(now, next) : SHORT_PAUSE;
            }
          };
      pause = its.compareTo(pause) < 0 ? its : pause;
    }
    return pause.compareTo(SHORT_PAUSE) < 0 ? SHORT_PAUSE : pause;
  }

  private ReplicaStatus.View reconcile(
      ClusterDetails cluster,
      ReplicaRuntime runtime,
      List<Replica> found,
      String name,
      List<NewServer> joining,
      Instant now) {
    ReplicaAttempts.Key key = new ReplicaAttempts.Key(cluster.config().id(), name);
    leaving.cancel(key);
    ServerConfig server = cluster.server(name).filter(cluster::managed).orElse(null);
    List<Replica> named = found.stream().filter(replica -> replica.name().equals(name)).toList();
    Replica replica = pickOne(named, server, runtime);
    ReplicaAttempt replicaAttempt = replicaAttempts.of(key);
    if (replica == null || !replica.alive()) {
      return start(runtime, key, replicaAttempt, replica, now);
    }
    boolean onRing = server != null && hasAddressOf(server, replica);
    replicaAttempt.runSeen(replica, onRing, now);
    ReplicaHealthChecks.CheckResult checkResult =
        replicaHealthChecks.check(replica, cluster.config().settings().health(), now);
    if (checkResult.answers()) {
      replicaAttempt.recordAnswer(now);
      if (!onRing) {
        joining.add(NewServer.replica(name, replica.host(), replica.port()));
      }
      return ReplicaStatus.View.of(
          name, ReplicaStatus.State.RUNNING, replica, replicaAttempt, replicaAttempt.fault());
    }
    return checkResult.answered() || replicaAttempt.adopted() && checkResult.misses() > 0
        ? handleUnresponsive(cluster, runtime, key, replica, checkResult, now)
        : handleStarting(cluster, runtime, replicaAttempt, replica, checkResult, now);
  }

  /** Handles a replica that has not answered since its start: waits until the start timeout. */
  private static ReplicaStatus.View handleStarting(
      ClusterDetails cluster,
      ReplicaRuntime runtime,
      ReplicaAttempt replicaAttempt,
      Replica replica,
      ReplicaHealthChecks.CheckResult checkResult,
      Instant now) {
    ReplicaPolicy policy = cluster.config().settings().replicaPolicy();
    Duration limit = Duration.ofMillis(policy.startMillis());
    if (replicaAttempt.adopted() || !replicaAttempt.startTimedOut(limit, now)) {
      return ReplicaStatus.View.of(
          replica.name(),
          ReplicaStatus.State.STARTING,
          replica,
          replicaAttempt,
          replicaAttempt.fault());
    }
    stop(
        runtime,
        replicaAttempt,
        replica,
        new ReplicaFault.StartTimeout(limit, checkResult.silence()),
        now);
    return ReplicaStatus.View.of(
        replica.name(), ReplicaStatus.State.FAILED, null, replicaAttempt, replicaAttempt.fault());
  }

  /**
   * Handles a replica that no longer answers: ignores a few misses, replaces it after a long
   * silence.
   */
  private ReplicaStatus.View handleUnresponsive(
      ClusterDetails cluster,
      ReplicaRuntime runtime,
      ReplicaAttempts.Key key,
      Replica replica,
      ReplicaHealthChecks.CheckResult checkResult,
      Instant now) {
    ReplicaAttempt replicaAttempt = replicaAttempts.of(key);
    if (replica.running() && checkResult.misses() < cluster.config().settings().health().fall()) {
      var state =
          replicaAttempt.answered() ? ReplicaStatus.State.RUNNING : ReplicaStatus.State.STARTING;
      return ReplicaStatus.View.of(
          replica.name(), state, replica, replicaAttempt, replicaAttempt.fault());
    }
    String serverId = cluster.server(key.name()).map(ServerConfig::id).orElse("");
    ReplicaPolicy policy = cluster.config().settings().replicaPolicy();
    ReplicaFault why = replacementPolicy.decide(key, serverId, checkResult, policy, now);
    if (!(why instanceof ReplicaFault.Replaced)) {
      return ReplicaStatus.View.of(
          replica.name(), ReplicaStatus.State.UNHEALTHY, replica, replicaAttempt, why);
    }
    stop(runtime, replicaAttempt, replica, why, now);
    return ReplicaStatus.View.of(
        replica.name(), ReplicaStatus.State.FAILED, null, replicaAttempt, why);
  }

  private static void stop(
      ReplicaRuntime runtime,
      ReplicaAttempt replicaAttempt,
      Replica replica,
      ReplicaFault why,
      Instant now) {
    LOG.warn("Stopping the replica {}: {}", replica.name(), ReplicaFaultText.of(why));
    List<String> lines = lastLines(runtime, replica);
    runtime.stop(replica);
    replicaAttempt.recordFailure(now, why, lines);
  }

  /**
   * Returns the last lines of the log, or none when it cannot be read (some log drivers only
   * write): that must not prevent a repair.
   */
  private static List<String> lastLines(ReplicaRuntime runtime, Replica replica) {
    try {
      return runtime.lastLines(replica, LAST_LINES);
    } catch (ReplicaException e) {
      LOG.warn("The last lines of {} cannot be read: {}", replica.name(), e.getMessage());
      return List.of();
    }
  }

  /**
   * Picks the replica to keep: a running one, of several the one on the ring, otherwise the last
   * one that ended. Stops the others with the same name.
   */
  private static @Nullable Replica pickOne(
      List<Replica> named, @Nullable ServerConfig server, ReplicaRuntime runtime) {
    List<Replica> sorted = new ArrayList<>(named);
    sorted.sort(
        Comparator.comparing((Replica replica) -> !replica.alive())
            .thenComparing(replica -> server == null || !hasAddressOf(server, replica))
            .thenComparing(
                replica -> replica.startedAt() == null ? Instant.MIN : replica.startedAt(),
                Comparator.reverseOrder()));
    sorted.stream()
        .skip(1)
        .forEach(extra -> {
          LOG.warn("{} is there twice: {} is removed", extra.name(), extra.handle());
          runtime.stop(extra);
        });
    return sorted.isEmpty() ? null : sorted.getFirst();
  }

  private static boolean hasAddressOf(ServerConfig server, Replica replica) {
    return server.host().equals(replica.host()) && server.port() == replica.port();
  }

  private static ReplicaStatus.View start(
      ReplicaRuntime runtime,
      ReplicaAttempts.Key key,
      ReplicaAttempt replicaAttempt,
      @Nullable Replica ended,
      Instant now) {
    if (ended != null) {
      replicaAttempt.recordEnd(ended, now, () -> lastLines(runtime, ended));
    } else {
      replicaAttempt.recordVanished(now);
    }
    if (!replicaAttempt.isDue(now)) {
      return ReplicaStatus.View.of(
          key.name(), ReplicaStatus.State.FAILED, ended, replicaAttempt, replicaAttempt.fault());
    }
    try {
      runtime.start(key.cluster(), key.name(), ended);
      replicaAttempt.recordStart(now);
      LOG.info("Started the replica {}", key.name());
    } catch (ReplicaException e) {
      LOG.warn("The replica {} does not start: {}", key.name(), e.getMessage());
      replicaAttempt.recordFailure(now, e.fault(), List.of());
      return ReplicaStatus.View.of(
          key.name(), ReplicaStatus.State.FAILED, null, replicaAttempt, replicaAttempt.fault());
    }
    return ReplicaStatus.View.of(
        key.name(), ReplicaStatus.State.STARTING, null, replicaAttempt, replicaAttempt.fault());
  }
}
