package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that compares the replicas that clusters want with those that run, and repairs the
 * differences. It runs on one thread, which changes of the configuration or of a replica wake. It
 * also runs periodically, since both events may be missed.
 */
final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

  /**
   * The time for which a replica without a cluster is kept: its cluster may be about to be created.
   */
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(15);

  private final Clusters clusters;
  private final List<ReplicaRuntime> runtimes;
  private final Replicas replicas;
  private final InstantSource clock;
  private final ReplicaHealthChecks replicaHealthChecks;
  private final ClusterReconciliation clusterReconciliation;

  /**
   * The runtimes that were ever used. Docker is not contacted before a cluster wants it; afterwards
   * it still is, for replicas of removed clusters.
   */
  private final Set<String> used = new HashSet<>(Set.of("process"));

  private final Map<String, Instant> orphanSince = new HashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread worker = Thread.ofPlatform().name("replicas").daemon().unstarted(this::work);
  private volatile boolean closed;

  Reconciler(
      Clusters clusters,
      List<ReplicaRuntime> runtimes,
      Replicas replicas,
      InstantSource clock,
      HealthProbe healthProbe,
      BalancerReports balancers) {
    this.clusters = clusters;
    this.runtimes = runtimes;
    this.replicas = replicas;
    this.clock = clock;
    this.replicaHealthChecks = new ReplicaHealthChecks(healthProbe::probe, clock, this::wake);
    this.clusterReconciliation =
        new ClusterReconciliation(clusters, replicaHealthChecks, balancers);
  }

  /** Starts the loop; running replicas are adopted. */
  void start() {
    runtimes.forEach(runtime -> runtime.watch(this::wake));
    worker.start();
  }

  /** Requests a step soon. Returns at once. */
  void wake() {
    wake.release();
  }

  private void work() {
    while (!closed) {
      Duration pause = MAX_PAUSE;
      try {
        pause = reconcile();
      } catch (RuntimeException e) {
        LOG.error("The replicas could not be reconciled; trying again in 2 s", e);
      }
      try {
        boolean woken = wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        if (woken) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Runs one step over all clusters; returns the time until the next one. */
  private Duration reconcile() {
    Duration pause = MAX_PAUSE;
    List<ClusterDetails> all = clusters.all();
    List<Replica> seen = new ArrayList<>();
    for (ReplicaRuntime runtime : runtimes) {
      List<ClusterDetails> mine =
          all.stream().filter(cluster -> cluster.plan().runtime().equals(runtime.name())).toList();
      if (!mine.isEmpty()) {
        used.add(runtime.name());
      }
      if (used.contains(runtime.name())) {
        Duration its = reconcile(runtime, all, mine, seen);
        pause = its.compareTo(pause) < 0 ? its : pause;
      }
    }
    replicaHealthChecks.retain(seen);
    return pause;
  }

  private Duration reconcile(
      ReplicaRuntime runtime,
      List<ClusterDetails> all,
      List<ClusterDetails> mine,
      List<Replica> seen) {
    FoundReplicas foundReplicas;
    try {
      foundReplicas = runtime.find(all);
    } catch (ReplicaException e) {
      mine.forEach(cluster -> report(cluster, runtime, false, e.fault()));
      return MAX_PAUSE;
    } catch (RuntimeException e) {
      LOG.error("The replicas of {} could not be found", runtime.name(), e);
      mine.forEach(
          cluster -> report(cluster, runtime, true, new ReplicaFault.Unexpected(e.toString())));
      return MAX_PAUSE;
    }
    seen.addAll(foundReplicas.replicas());
    Duration pause = MAX_PAUSE;
    for (ClusterDetails cluster : mine) {
      try {
        ClusterReconciliation.Result result =
            clusterReconciliation.run(
                cluster, runtime, of(cluster, foundReplicas), clock.instant());
        replicas.update(cluster.config().id(), result.status());
        pause = result.pause().compareTo(pause) < 0 ? result.pause() : pause;
      } catch (ReplicaException e) {
        LOG.warn(
            "The replicas of {} are reconciled again soon: {}",
            cluster.config().name(),
            e.getMessage());
        boolean away = e.fault() instanceof ReplicaFault.EngineAway;
        report(cluster, runtime, !away, e.fault());
      } catch (RuntimeException e) {
        LOG.error(
            "The replicas of {} could not be reconciled; trying again soon",
            cluster.config().name(),
            e);
        report(cluster, runtime, true, new ReplicaFault.Unexpected(e.toString()));
      }
    }
    stopOrphans(runtime, foundReplicas.replicas(), mine);
    return pause;
  }

  private static FoundReplicas of(ClusterDetails cluster, FoundReplicas foundReplicas) {
    return new FoundReplicas(
        foundReplicas.replicas().stream().filter(one -> belongs(one.cluster(), cluster)).toList(),
        foundReplicas.strangers().stream().filter(one -> belongs(one.cluster(), cluster)).toList());
  }

  /** Reports a runtime that cannot be used; the replicas of the last step stay listed. */
  private void report(
      ClusterDetails cluster, ReplicaRuntime runtime, boolean available, ReplicaFault why) {
    ReplicaStatus look = replicas.lastStatus(cluster.config().id());
    ReplicaStatus last = look != null && look.runtime().equals(runtime.name()) ? look : null;
    replicas.update(
        cluster.config().id(),
        new ReplicaStatus(
            runtime.name(),
            available,
            ReplicaFaultText.of(why),
            cluster.plan().desired(),
            last == null ? List.of() : last.replicas(),
            last == null ? List.of() : last.strangers()));
  }

  /** Compares by id; a label that a person wrote contains the name. */
  private static boolean belongs(String label, ClusterDetails cluster) {
    return label.equals(cluster.config().id()) || label.equals(cluster.config().name());
  }

  private void stopOrphans(
      ReplicaRuntime runtime, List<Replica> found, List<ClusterDetails> clusters) {
    for (Replica replica : found) {
      if (clusters.stream().anyMatch(cluster -> belongs(replica.cluster(), cluster))) {
        orphanSince.remove(replica.handle());
        continue;
      }
      Instant since = orphanSince.computeIfAbsent(replica.handle(), _ -> clock.instant());
      if (clock.instant().isAfter(since.plus(ORPHAN_GRACE))) {
        LOG.info("Stopping {}: its cluster is gone", replica.name());
        try {
          runtime.stop(replica);
          orphanSince.remove(replica.handle());
        } catch (ReplicaException e) {
          LOG.warn("{} is not stopped yet: {}", replica.name(), e.getMessage());
        }
      }
    }
  }

  /** Stops the loop. The replicas keep running. */
  @Override
  public void close() {
    closed = true;
    // After a failed start, for example on a taken port, the thread was never started.
    if (worker.getState() != Thread.State.NEW) {
      worker.interrupt();
      try {
        worker.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    runtimes.forEach(ReplicaRuntime::close);
  }
}
