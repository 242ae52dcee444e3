package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** A slow engine: what happened is seen this much later. */
  private static final Duration LATE = Duration.ofSeconds(12);

  private final Attempt attempt = new Attempt();

  private static Replica running(Instant started) {
    return new Replica(
        "c", "server-1", "h", "10.0.0.2", 9000, Replica.Condition.RUNNING, started, null);
  }

  private static Replica ended(Instant started, Duration lived) {
    var ending = new Replica.Ending(3, started.plus(lived), false);
    return new Replica("c", "server-1", "h", "", 9000, Replica.Condition.ENDED, started, ending);
  }

  @Test
  void aReplicaThatHadRunForAWhileIsStartedAgainAtOnce() {
    attempt.started(START);
    attempt.sees(running(START), false, START);
    attempt.answers(START);
    Instant end = START.plusSeconds(10);
    attempt.ended(ended(START, Duration.ofSeconds(10)), end, List::of);
    assertThat(attempt.due(end)).isTrue();
    assertThat(attempt.failures()).isZero();
  }

  @Test
  void oneThatEndsAtOnceWaitsLongerEachTimeHoweverLateThatIsSeen() {
    Instant now = START;
    long[] pauses = {500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long pause : pauses) {
      attempt.started(now);
      Instant seen = now.plus(LATE);
      attempt.ended(ended(now, Duration.ofSeconds(1)), seen, () -> List.of("no such file"));
      assertThat(attempt.due(seen.plusMillis(pause - 1))).isFalse();
      now = seen.plusMillis(pause);
      assertThat(attempt.due(now)).isTrue();
    }
    assertThat(attempt.failures()).isEqualTo(pauses.length);
    assertThat(attempt.lastLines()).containsExactly("no such file");
    assertThat(FaultText.of(attempt.fault()))
        .isEqualTo("It ended with exit code 3 after 1 s and had not answered.");
  }

  @Test
  void oneThatNeverAnsweredHasFailedHoweverLongItRan() {
    attempt.started(START);
    attempt.sees(running(START), false, START);
    Instant end = START.plusSeconds(40);
    attempt.ended(ended(START, Duration.ofSeconds(40)), end, List::of);
    assertThat(attempt.failures()).isEqualTo(1);
    assertThat(attempt.due(end)).isFalse();
  }

  @Test
  void anEndCountsOnceARun() {
    attempt.started(START);
    attempt.ended(ended(START, Duration.ofSeconds(1)), START.plusSeconds(1), List::of);
    attempt.ended(ended(START, Duration.ofSeconds(1)), START.plusSeconds(2), List::of);
    assertThat(attempt.failures()).isEqualTo(1);
    Instant again = START.plusSeconds(3);
    attempt.ended(ended(again, Duration.ofSeconds(1)), START.plusSeconds(9), List::of);
    assertThat(attempt.failures()).isEqualTo(2);
  }

  @Test
  void failuresAreForgottenOnceItHasAnsweredAndRunForAWhile() {
    attempt.failed(START, new Fault.ImageMissing("x"), List.of("line"));
    attempt.started(START);
    attempt.sees(running(START), false, START);
    attempt.answers(START.plusSeconds(9));
    assertThat(attempt.failures()).isEqualTo(1);
    attempt.answers(START.plusSeconds(10));
    assertThat(attempt.failures()).isZero();
    assertThat(attempt.fault()).isNull();
    assertThat(attempt.lastLines()).isEmpty();
  }

  @Test
  void anotherRunAtTheSameAddressHasToAnswerItself() {
    attempt.started(START);
    attempt.sees(running(START), false, START);
    attempt.answers(START);
    attempt.sees(running(START.plusSeconds(30)), true, START.plusSeconds(31));
    assertThat(attempt.answered()).isFalse();
    assertThat(attempt.startTimedOut(Duration.ofSeconds(60), START.plusSeconds(90))).isFalse();
    assertThat(attempt.startTimedOut(Duration.ofSeconds(60), START.plusSeconds(91))).isTrue();
  }

  @Test
  void whatRunsAtItsAddressBeforeAnyStartIsAdopted() {
    attempt.sees(running(START), true, START);
    assertThat(attempt.adopted()).isTrue();
    Attempt other = new Attempt();
    other.sees(running(START), false, START);
    assertThat(other.adopted()).isFalse();
  }

  @Test
  void oneThatSomebodyRemovesAtOnceIsNotStartedOverAndOver() {
    attempt.started(START);
    attempt.vanished(START.plusSeconds(1));
    assertThat(attempt.due(START.plusSeconds(1))).isFalse();
    attempt.vanished(START.plusSeconds(2));
    assertThat(attempt.failures()).isEqualTo(1);
  }

  @Test
  void keepsTheLastEventsOnly() {
    for (int i = 0; i < 20; i++) {
      attempt.started(START.plusSeconds(i));
    }
    assertThat(attempt.events()).hasSize(8);
    assertThat(attempt.events().getLast().at()).isEqualTo(START.plusSeconds(19));
  }
}
