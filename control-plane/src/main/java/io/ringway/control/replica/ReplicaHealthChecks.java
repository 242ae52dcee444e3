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

  private final BiFunction<Replica, HealthPolicy, Optional<ReplicaFault.Silence>> heartbeat;
  private final InstantSource clock;
  private final Runnable changed;
  private final Map<Replica.Run, AtomicReference<Seen>> runs = new ConcurrentHashMap<>();

  /**
   * Creates the checks.
   *
   * @param heartbeat sends one check
   * @param changed called from any thread when the result of a check changes
   */
  ReplicaHealthChecks(
      BiFunction<Replica, HealthPolicy, Optional<ReplicaFault.Silence>> heartbeat,
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
  record Seen(
      boolean answered,
      @Nullable Instant silentSince,
      int misses,
      ReplicaFault.Silence silence,
      Instant askedAt,
      boolean asking) {

    private static final Seen NOTHING =
        new Seen(false, null, 0, ReplicaFault.Silence.NOT_ASKED_YET, Instant.MIN, false);

    /** Tells whether it answers now, by the latest result. */
    boolean answers() {
      return answered && silentSince == null;
    }

    private Seen asks(Instant now) {
      return new Seen(answered, silentSince, misses, silence, now, true);
    }

    private Seen result(Optional<ReplicaFault.Silence> missing, Instant now) {
      if (missing.isEmpty()) {
        return new Seen(true, null, 0, ReplicaFault.Silence.NOT_ASKED_YET, askedAt, false);
      }
      return new Seen(
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
  Seen look(Replica replica, HealthPolicy health, Instant now) {
    AtomicReference<Seen> run =
        runs.computeIfAbsent(replica.run(), _ -> new AtomicReference<>(Seen.NOTHING));
    return switch (replica.condition()) {
      case PAUSED -> missed(run, ReplicaFault.Silence.PAUSED, now);
      case NO_NETWORK -> missed(run, ReplicaFault.Silence.NO_NETWORK, now);
      case ENDED -> seen(run);
      case RUNNING -> {
        Seen seen = seen(run);
        boolean due = !seen.answered() || !now.isBefore(seen.askedAt().plus(INTERVAL));
        if (due && !seen.asking() && run.compareAndSet(seen, seen.asks(now))) {
          Thread.ofVirtual().name("replica check").start(() -> ask(run, replica, health));
        }
        yield seen(run);
      }
    };
  }

  private static Seen seen(AtomicReference<Seen> run) {
    return Objects.requireNonNull(run.get());
  }

  /** Records a miss for a replica that cannot be checked at all. */
  private static Seen missed(AtomicReference<Seen> run, ReplicaFault.Silence silence, Instant now) {
    run.updateAndGet(old -> old.result(Optional.of(silence), now));
    return seen(run);
  }

  private void ask(AtomicReference<Seen> run, Replica replica, HealthPolicy health) {
    Optional<ReplicaFault.Silence> missing;
    try {
      missing = heartbeat.apply(replica, health);
    } catch (RuntimeException e) {
      missing =
          Optional.of(ReplicaFault.Silence.NO_CONNECTION); // an address that cannot be contacted
    }
    Optional<ReplicaFault.Silence> result = missing;
    Instant now = clock.instant();
    Seen before = run.getAndUpdate(old -> old.result(result, now));
    if (before.answers() != result.isEmpty()) {
      changed.run();
    }
  }

  /** Forgets all other runs. */
  void keep(Collection<Replica> replicas) {
    runs.keySet().retainAll(replicas.stream().map(Replica::run).collect(Collectors.toSet()));
  }
}
