package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers how the starts of replicas went: one that had run for a while is started again at once,
 * one that ends soon after its start waits, twice as long each time up to 30 s.
 */
final class Attempts {

  /** A replica that lived this long had started well. */
  static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Which replica. */
  record Key(String cluster, String name) {}

  /**
   * How it went.
   *
   * @param startedAt the last start
   * @param awaitingEnd whether its end has not been seen yet
   * @param failures starts in a row that failed
   * @param notBefore when the next start may be
   */
  record Attempt(
      Instant startedAt,
      boolean awaitingEnd,
      int failures,
      Instant notBefore,
      String message,
      List<String> lastLines) {}

  private static final Attempt NONE =
      new Attempt(Instant.MIN, false, 0, Instant.MIN, "", List.of());

  private final Map<Key, Attempt> attempts = new HashMap<>();

  Attempt of(Key key) {
    return attempts.getOrDefault(key, NONE);
  }

  boolean due(Key key, Instant now) {
    return !now.isBefore(of(key).notBefore());
  }

  void started(Key key, Instant now) {
    Attempt before = of(key);
    attempts.put(
        key, new Attempt(now, true, before.failures(), now, before.message(), before.lastLines()));
  }

  /** It answers and is on the ring. */
  void settled(Key key, Instant now) {
    Attempt attempt = of(key);
    if (attempt.failures() > 0 && !now.isBefore(attempt.startedAt().plus(SETTLED))) {
      attempts.put(key, new Attempt(attempt.startedAt(), true, 0, now, "", List.of()));
    }
  }

  /** It was seen not to run; counts once a start. */
  void ended(Key key, Instant now, Supplier<List<String>> lastLines) {
    Attempt attempt = of(key);
    if (!attempt.awaitingEnd()) {
      return;
    }
    Duration lived = Duration.between(attempt.startedAt(), now);
    if (lived.compareTo(SETTLED) >= 0) {
      attempts.put(key, new Attempt(attempt.startedAt(), false, 0, now, "", List.of()));
    } else {
      failed(key, now, "It ended within " + (lived.toSeconds() + 1) + " s.", lastLines.get());
    }
  }

  void failed(Key key, Instant now, String message, List<String> lastLines) {
    Attempt before = of(key);
    int failures = before.failures() + 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    attempts.put(key, new Attempt(before.startedAt(), false, failures, next, message, lastLines));
  }

  void forget(Key key) {
    attempts.remove(key);
  }
}
