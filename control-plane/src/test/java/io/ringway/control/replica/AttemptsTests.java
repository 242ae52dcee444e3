package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTests {

  private static final Attempts.Key KEY = new Attempts.Key("c", "server-1");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Attempts attempts = new Attempts();

  @Test
  void aReplicaThatHadRunForAWhileIsStartedAgainAtOnce() {
    attempts.started(KEY, START);
    Instant end = START.plusSeconds(10);
    attempts.ended(KEY, end, List::of);
    assertThat(attempts.due(KEY, end)).isTrue();
    assertThat(attempts.of(KEY).failures()).isZero();
  }

  @Test
  void oneThatEndsAtOnceWaitsLongerEachTime() {
    Instant now = START;
    long[] pauses = {500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long pause : pauses) {
      attempts.started(KEY, now);
      attempts.ended(KEY, now, () -> List.of("no such file"));
      assertThat(attempts.due(KEY, now.plusMillis(pause - 1))).isFalse();
      now = now.plusMillis(pause);
      assertThat(attempts.due(KEY, now)).isTrue();
    }
    assertThat(attempts.of(KEY).failures()).isEqualTo(pauses.length);
    assertThat(attempts.of(KEY).lastLines()).containsExactly("no such file");
  }

  @Test
  void anEndCountsOnce() {
    attempts.started(KEY, START);
    attempts.ended(KEY, START, List::of);
    attempts.ended(KEY, START, List::of);
    assertThat(attempts.of(KEY).failures()).isEqualTo(1);
  }

  @Test
  void failuresAreForgottenOnceItHasRunForAWhile() {
    attempts.failed(KEY, START, "does not start", List.of());
    attempts.started(KEY, START);
    attempts.settled(KEY, START.plusSeconds(9));
    assertThat(attempts.of(KEY).failures()).isEqualTo(1);
    attempts.settled(KEY, START.plusSeconds(10));
    assertThat(attempts.of(KEY).failures()).isZero();
    assertThat(attempts.of(KEY).message()).isEmpty();
  }
}
