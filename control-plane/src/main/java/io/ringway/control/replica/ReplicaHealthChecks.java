package io.ringway.control.replica;

import io.ringway.protocol.HealthPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's own health checks of replicas. Each run of a replica is checked on its own
 * thread, so that one that hangs delays no other.
 */
final class ReplicaHealthChecks {

  /** The interval between checks of a replica that has answered. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final BiFunction<Replica, HealthPolicy, Optional<ReplicaFault.CheckFailure>> heartbeat;
  private final InstantSource clock;
  private final Runnable changed;
  private final Map<Replica.Run, AtomicReference<CheckResult>> runs = new ConcurrentHashMap<>();

  /**
   * Creates the checks.
   *
   * @param heartbeat sends one check
   * @param changed called from any thread when the result of a check changes
   */
  ReplicaHealthChecks(
      BiFunction<Replica, HealthPolicy, Optional<ReplicaFault.CheckFailure>> heartbeat,
      InstantSource clock,
      Runnable changed) {
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * The results for one run.
   *
   * @param answered whether it has ever answered
   * @param silentSince since when it does not answer; null while it answers and before the first
   *     result
   * @param misses failed checks in a row
   * @param silence how it fails its checks
   * @param askedAt time of the last check
   * @param asking whether a check is under way
   */
  record CheckResult(
      boolean answered,
      @Nullable Instant silentSince,
      int misses,
      ReplicaFault.CheckFailure silence,
      Instant askedAt,
      boolean asking) {

    private static final CheckResult NOTHING =
        new CheckResult(
            false, null, 0, ReplicaFault.CheckFailure.NOT_ASKED_YET, Instant.MIN, false);

    /** Tells whether it answers now, by the latest result. */
    boolean answers() {
      return answered && silentSince == null;
    }

    private CheckResult asks(Instant now) {
      return new CheckResult(answered, silentSince, misses, silence, now, true);
    }

    private CheckResult result(Optional<ReplicaFault.CheckFailure> missing, Instant now) {
      if (missing.isEmpty()) {
        return new CheckResult(
            true, null, 0, ReplicaFault.CheckFailure.NOT_ASKED_YET, askedAt, false);
      }
      return new CheckResult(
          answered,
          silentSince == null ? now : silentSince,
          misses + 1,
          missing.get(),
          askedAt,
          false);
    }
  }

  /**
   * Returns the latest result for a replica and starts the next check when it is due. Does not
   * wait.
   */
  CheckResult check(Replica replica, HealthPolicy health, Instant now) {
    AtomicReference<CheckResult> run =
        runs.computeIfAbsent(replica.run(), _ -> new AtomicReference<>(CheckResult.NOTHING));
    return switch (replica.condition()) {
      case PAUSED -> recordMiss(run, ReplicaFault.CheckFailure.PAUSED, now);
      case NO_NETWORK -> recordMiss(run, ReplicaFault.CheckFailure.NO_NETWORK, now);
      case ENDED -> result(run);
      case RUNNING -> {
        CheckResult checkResult = result(run);
        boolean due =
            !checkResult.answered() || !now.isBefore(checkResult.askedAt().plus(INTERVAL));
        if (due && !checkResult.asking() && run.compareAndSet(checkResult, checkResult.asks(now))) {
          Thread.ofVirtual().name("replica check").start(() -> probe(run, replica, health));
        }
        yield result(run);
      }
    };
  }

  private static CheckResult result(AtomicReference<CheckResult> run) {
    return Objects.requireNonNull(run.get());
  }

  /** Records a miss for a replica that cannot be checked at all. */
  private static CheckResult recordMiss(
      AtomicReference<CheckResult> run, ReplicaFault.CheckFailure checkFailure, Instant now) {
    run.updateAndGet(old -> old.result(Optional.of(checkFailure), now));
    return result(run);
  }

  private void probe(AtomicReference<CheckResult> run, Replica replica, HealthPolicy health) {
    Optional<ReplicaFault.CheckFailure> missing;
    try {
      missing = heartbeat.apply(replica, health);
    } catch (RuntimeException e) {
      missing =
          Optional.of(
              ReplicaFault.CheckFailure.NO_CONNECTION); // an address that cannot be contacted
    }
    Optional<ReplicaFault.CheckFailure> result = missing;
    Instant now = clock.instant();
    CheckResult before = run.getAndUpdate(old -> old.result(result, now));
    if (before.answers() != result.isEmpty()) {
      changed.run();
    }
  }

  /** Forgets all other runs. */
  void retain(Collection<Replica> replicas) {
    runs.keySet().retainAll(replicas.stream().map(Replica::run).collect(Collectors.toSet()));
  }
}
