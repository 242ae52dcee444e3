package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one wanted replica: one that had run well is started again at once, one that fails
 * soon after its start waits, twice as long each time up to 30 s. For one thread.
 */
final class ReplicaAttempt {

  /** A replica that lived this long and answered had started well. */
  static final Duration SETTLED = Duration.ofSeconds(10);

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

  boolean due(Instant now) {
    return !now.isBefore(notBefore);
  }

  /** When the next start may be. */
  Instant notBefore() {
    return notBefore;
  }

  /** Starts in a row that failed. */
  int failures() {
    return failures;
  }

  /** The last failure, null once it runs well. */
  @Nullable ReplicaFault fault() {
    return replicaFault;
  }

  List<String> lastLines() {
    return lastLines;
  }

  List<ReplicaStatus.Event> events() {
    return List.copyOf(events);
  }

  void started(Instant now) {
    startedUnseen = now;
    startedAt = now;
    run = null;
    note(now, ReplicaStatus.Event.Kind.STARTED, "");
  }

  /**
   * A run is looked at; the first look at it begins anew.
   *
   * @param onRing whether balancers are told its very address already
   */
  void sees(Replica replica, boolean onRing, Instant now) {
    if (!replica.run().equals(run)) {
      adopted = startedUnseen == null && onRing;
      run = replica.run();
      seenAt = now;
      answered = false;
      endCounted = false;
      startedUnseen = null;
    }
  }

  /**
   * Tells whether it was on the ring before this control plane saw it: it has answered somebody
   * once.
   */
  boolean adopted() {
    return adopted;
  }

  /** Tells whether its time to answer after the start is over. */
  boolean startTimedOut(Duration limit, Instant now) {
    return !now.isBefore(seenAt.plus(limit));
  }

  boolean answered() {
    return answered;
  }

  /** It answers now, and its server is on the ring. */
  void answers(Instant now) {
    if (!answered) {
      answered = true;
      note(now, ReplicaStatus.Event.Kind.ANSWERED, "");
    }
    if (failures > 0 || replicaFault != null) {
      // By our own clock: it has lived at least as long as we have seen it.
      if (!now.isBefore(seenAt.plus(SETTLED))) {
        failures = 0;
        replicaFault = null;
        lastLines = List.of();
      }
    }
  }

  /** It does not run any more; counts once a run, by the times of its runtime. */
  void ended(Replica replica, Instant now, Supplier<List<String>> lines) {
    boolean ours = startedUnseen != null || replica.run().equals(run);
    sees(replica, false, now);
    if (endCounted || replica.startedAt() == null) {
      return;
    }
    endCounted = true;
    Duration lived = replica.lived();
    ReplicaFault.Ended end = new ReplicaFault.Ended(replica.ending(), lived, answered || adopted);
    boolean tooShort = lived != null && lived.compareTo(SETTLED) < 0;
    if (tooShort || ours && !answered && !adopted) {
      failed(now, end, lines.get());
    } else {
      note(now, ReplicaStatus.Event.Kind.ENDED, ReplicaFaultText.of(end));
      notBefore = now;
    }
  }

  /** Nothing of it is found: somebody else removed it. */
  void vanished(Instant now) {
    boolean known = startedUnseen != null || run != null && !endCounted;
    startedUnseen = null;
    run = null;
    if (known && startedAt != null && now.isBefore(startedAt.plus(SETTLED))) {
      failed(now, new ReplicaFault.Vanished(), List.of());
    }
  }

  /** A start failed, or its replica was stopped for not answering. */
  void failed(Instant now, ReplicaFault why, List<String> lines) {
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
    note(now, kind, ReplicaFaultText.of(why));
  }

  private void note(Instant now, ReplicaStatus.Event.Kind kind, String message) {
    if (events.size() == EVENTS) {
      events.removeFirst();
    }
    events.addLast(new ReplicaStatus.Event(now, kind, message));
  }
}
