package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what clusters want with what runtimes run, and repairs. One thread does it all: woken by
 * a change of the configuration or of a replica, and from time to time because both may be missed.
 */
final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration LATER = Duration.ofSeconds(2);

  /** A replica without a cluster waits this long: its cluster may be about to be created. */
  private static final Duration ORPHAN = Duration.ofSeconds(15);

  private final Clusters clusters;
  private final List<ReplicaRuntime> runtimes;
  private final Replicas replicas;
  private final InstantSource clock;
  private final ClusterPass pass;

  /** Docker is not asked before a cluster wants it; afterwards also for what a cluster left. */
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
      Heartbeat heartbeat,
      BiPredicate<String, String> idle) {
    this.clusters = clusters;
    this.runtimes = runtimes;
    this.replicas = replicas;
    this.clock = clock;
    this.pass = new ClusterPass(clusters, new Attempts(), heartbeat::answers, idle);
  }

  /** Begins; what runs already is adopted. */
  void start() {
    runtimes.forEach(runtime -> runtime.watch(this::wake));
    worker.start();
  }

  /** Something may have changed. Returns at once. */
  void wake() {
    wake.release();
  }

  private void work() {
    while (!closed) {
      Duration pause = LATER;
      try {
        pause = look() ? LATER : SOON;
      } catch (RuntimeException e) {
        LOG.error("The replicas could not be looked after; trying again in 2 s", e);
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

  /** One look at everything; false when the next one shall be soon. */
  private boolean look() {
    boolean settled = true;
    List<ClusterDetails> all = clusters.all();
    for (ReplicaRuntime runtime : runtimes) {
      List<ClusterDetails> mine =
          all.stream().filter(cluster -> cluster.plan().runtime().equals(runtime.name())).toList();
      if (!mine.isEmpty()) {
        used.add(runtime.name());
      }
      if (used.contains(runtime.name())) {
        settled &= look(runtime, mine);
      }
    }
    return settled;
  }

  private boolean look(ReplicaRuntime runtime, List<ClusterDetails> mine) {
    List<Replica> found;
    try {
      found = runtime.list();
    } catch (ReplicaException e) {
      mine.forEach(cluster -> report(cluster, runtime, false, String.valueOf(e.getMessage())));
      return true;
    }
    boolean settled = true;
    for (ClusterDetails cluster : mine) {
      List<Replica> its = found.stream().filter(replica -> belongs(replica, cluster)).toList();
      try {
        ClusterPass.Result result = pass.run(cluster, runtime, its, clock.instant());
        replicas.saw(cluster.config().id(), result.status());
        settled &= result.settled();
      } catch (RuntimeException e) {
        LOG.warn("The replicas of {} need another look: {}", cluster.config().name(), e.toString());
        report(cluster, runtime, true, String.valueOf(e.getMessage()));
      }
    }
    stopOrphans(runtime, found, mine);
    return settled;
  }

  private void report(
      ClusterDetails cluster, ReplicaRuntime runtime, boolean available, String message) {
    replicas.saw(
        cluster.config().id(),
        new ReplicaStatus(runtime.name(), available, message, cluster.plan().desired(), List.of()));
  }

  /** By id; a label that a person wrote has the name. */
  private static boolean belongs(Replica replica, ClusterDetails cluster) {
    return replica.cluster().equals(cluster.config().id())
        || replica.cluster().equals(cluster.config().name());
  }

  private void stopOrphans(
      ReplicaRuntime runtime, List<Replica> found, List<ClusterDetails> clusters) {
    for (Replica replica : found) {
      if (clusters.stream().anyMatch(cluster -> belongs(replica, cluster))) {
        orphanSince.remove(replica.handle());
        continue;
      }
      Instant since = orphanSince.computeIfAbsent(replica.handle(), _ -> clock.instant());
      if (clock.instant().isAfter(since.plus(ORPHAN))) {
        LOG.info("Stopping {}: its cluster is gone", replica.name());
        runtime.stop(replica);
        orphanSince.remove(replica.handle());
      }
    }
  }

  /** Ends the looking after. The replicas go on. */
  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      worker.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runtimes.forEach(ReplicaRuntime::close);
  }
}
