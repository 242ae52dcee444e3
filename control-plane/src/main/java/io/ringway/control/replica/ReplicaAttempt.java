package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The start attempts of one wanted replica. A replica that ran well is restarted at once; one that
 * fails soon after its start waits, twice as long each time up to 30 s. For one thread.
 */
final class ReplicaAttempt {

  /** The lifetime after which a replica that answered counts as started well. */
  static final Duration STABLE_AFTER = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int EVENTS = 8;

  private final Deque<ReplicaStatus.Event> events = new ArrayDeque<>();
  private int failures;
  private Instant notBefore = Instant.MIN;
  private @Nullable ReplicaFault replicaFault;
  private List<String> lastLines = List.of();

  /** The last start, while no run of it has been seen. */
  private @Nullable Instant startedUnseen;

  private @Nullable Instant startedAt;
  private Replica.@Nullable Run run;
  private Instant seenAt = Instant.MIN;
  private boolean answered;
  private boolean adopted;
  private boolean endCounted;

  boolean isDue(Instant now) {
    return !now.isBefore(notBefore);
  }

  /** Returns the earliest time of the next start. */
  Instant notBefore() {
    return notBefore;
  }

  /** Returns the number of failed starts in a row. */
  int failures() {
    return failures;
  }

  /** Returns the last failure, null once it runs well. */
  @Nullable ReplicaFault fault() {
    return replicaFault;
  }

  List<String> lastLines() {
    return lastLines;
  }

  List<ReplicaStatus.Event> events() {
    return List.copyOf(events);
  }

  void recordStart(Instant now) {
    startedUnseen = now;
    startedAt = now;
    run = null;
    addEvent(now, ReplicaStatus.Event.Kind.STARTED, "");
  }

  /**
   * Records that a run was seen; a new run resets the attempt.
   *
   * @param onRing whether the ring already has a server at its address
   */
  void runSeen(Replica replica, boolean onRing, Instant now) {
    if (!replica.run().equals(run)) {
      adopted = startedUnseen == null && onRing;
      run = replica.run();
      seenAt = now;
      answered = false;
      endCounted = false;
      startedUnseen = null;
    }
  }

  /** Tells whether it was on the ring before this control plane saw it, so it has answered once. */
  boolean adopted() {
    return adopted;
  }

  /** Tells whether the start timeout has passed. */
  boolean startTimedOut(Duration limit, Instant now) {
    return !now.isBefore(seenAt.plus(limit));
  }

  boolean answered() {
    return answered;
  }

  /** Records that it answers and that its server is on the ring. */
  void recordAnswer(Instant now) {
    if (!answered) {
      answered = true;
      addEvent(now, ReplicaStatus.Event.Kind.ANSWERED, "");
    }
    if (failures > 0 || replicaFault != null) {
      // By our own clock: it has lived at least as long as we have seen it.
      if (!now.isBefore(seenAt.plus(STABLE_AFTER))) {
        failures = 0;
        replicaFault = null;
        lastLines = List.of();
      }
    }
  }

  /** Records that it has ended; counts once for each run, by the times of its runtime. */
  void recordEnd(Replica replica, Instant now, Supplier<List<String>> lines) {
    boolean ours = startedUnseen != null || replica.run().equals(run);
    runSeen(replica, false, now);
    if (endCounted || replica.startedAt() == null) {
      return;
    }
    endCounted = true;
    Duration lived = replica.lived();
    ReplicaFault.Ended end = new ReplicaFault.Ended(replica.ending(), lived, answered || adopted);
    boolean tooShort = lived != null && lived.compareTo(STABLE_AFTER) < 0;
    if (tooShort || ours && !answered && !adopted) {
      recordFailure(now, end, lines.get());
    } else {
      addEvent(now, ReplicaStatus.Event.Kind.ENDED, ReplicaFaultText.of(end));
      notBefore = now;
    }
  }

  /** Records that it is gone: somebody else has removed it. */
  void recordVanished(Instant now) {
    boolean known = startedUnseen != null || run != null && !endCounted;
    startedUnseen = null;
    run = null;
    if (known && startedAt != null && now.isBefore(startedAt.plus(STABLE_AFTER))) {
      recordFailure(now, new ReplicaFault.Vanished(), List.of());
    }
  }

  /** Records that a start failed, or that it was stopped because it did not answer. */
  void recordFailure(Instant now, ReplicaFault why, List<String> lines) {
    failures++;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    notBefore = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    replicaFault = why;
    lastLines = List.copyOf(lines);
    startedUnseen = null;
    endCounted = true;
    var kind =
        why instanceof ReplicaFault.Replaced
            ? ReplicaStatus.Event.Kind.REPLACED
            : ReplicaStatus.Event.Kind.FAILED;
    addEvent(now, kind, ReplicaFaultText.of(why));
  }

  private void addEvent(Instant now, ReplicaStatus.Event.Kind kind, String message) {
    if (events.size() == EVENTS) {
      events.removeFirst();
    }
    events.addLast(new ReplicaStatus.Event(now, kind, message));
  }
}
