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
 * The control plane's own health checks of replicas: each run of a replica is asked by itself, on a
 * thread of its own, so that one that hangs holds nobody up.
 */
final class ReplicaHealthChecks {

  /** Between two checks of a replica that has answered. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final BiFunction<Replica, HealthPolicy, Optional<ReplicaFault.Silence>> heartbeat;
  private final InstantSource clock;
  private final Runnable changed;
  private final Map<Replica.Run, AtomicReference<Seen>> runs = new ConcurrentHashMap<>();

  /**
   * Checks.
   *
   * @param heartbeat asks once
   * @param changed called from any thread when a check has another result than the one before
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
   * @param silentSince since when it has not; null while it answers and before the first result
   * @param misses checks in a row without an answer
   * @param silence how it does not answer
   * @param askedAt the last check
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

  /** The latest result for a replica; asks it again when it is time. Does not wait. */
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

  /** One that cannot be asked at all. */
  private static Seen missed(AtomicReference<Seen> run, ReplicaFault.Silence silence, Instant now) {
    run.updateAndGet(old -> old.result(Optional.of(silence), now));
    return seen(run);
  }

  private void ask(AtomicReference<Seen> run, Replica replica, HealthPolicy health) {
    Optional<ReplicaFault.Silence> missing;
    try {
      missing = heartbeat.apply(replica, health);
    } catch (RuntimeException e) {
      missing = Optional.of(ReplicaFault.Silence.NO_CONNECTION); // an address that cannot be asked
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
