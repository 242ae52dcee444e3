package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaAttemptTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** The delay with which a slow engine shows what happened. */
  private static final Duration LATE = Duration.ofSeconds(12);

  private final ReplicaAttempt replicaAttempt = new ReplicaAttempt();

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
    replicaAttempt.recordStart(START);
    replicaAttempt.runSeen(running(START), false, START);
    replicaAttempt.recordAnswer(START);
    Instant end = START.plusSeconds(10);
    replicaAttempt.recordEnd(ended(START, Duration.ofSeconds(10)), end, List::of);
    assertThat(replicaAttempt.isDue(end)).isTrue();
    assertThat(replicaAttempt.failures()).isZero();
  }

  @Test
  void oneThatEndsAtOnceWaitsLongerEachTimeHoweverLateThatIsSeen() {
    Instant now = START;
    long[] pauses = {500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long pause : pauses) {
      replicaAttempt.recordStart(now);
      Instant seen = now.plus(LATE);
      replicaAttempt.recordEnd(
          ended(now, Duration.ofSeconds(1)), seen, () -> List.of("no such file"));
      assertThat(replicaAttempt.isDue(seen.plusMillis(pause - 1))).isFalse();
      now = seen.plusMillis(pause);
      assertThat(replicaAttempt.isDue(now)).isTrue();
    }
    assertThat(replicaAttempt.failures()).isEqualTo(pauses.length);
    assertThat(replicaAttempt.lastLines()).containsExactly("no such file");
    assertThat(ReplicaFaultText.of(replicaAttempt.fault()))
        .isEqualTo("It ended with exit code 3 after 1 s and had not answered.");
  }

  @Test
  void oneThatNeverAnsweredHasFailedHoweverLongItRan() {
    replicaAttempt.recordStart(START);
    replicaAttempt.runSeen(running(START), false, START);
    Instant end = START.plusSeconds(40);
    replicaAttempt.recordEnd(ended(START, Duration.ofSeconds(40)), end, List::of);
    assertThat(replicaAttempt.failures()).isEqualTo(1);
    assertThat(replicaAttempt.isDue(end)).isFalse();
  }

  @Test
  void anEndCountsOnceARun() {
    replicaAttempt.recordStart(START);
    replicaAttempt.recordEnd(ended(START, Duration.ofSeconds(1)), START.plusSeconds(1), List::of);
    replicaAttempt.recordEnd(ended(START, Duration.ofSeconds(1)), START.plusSeconds(2), List::of);
    assertThat(replicaAttempt.failures()).isEqualTo(1);
    Instant again = START.plusSeconds(3);
    replicaAttempt.recordEnd(ended(again, Duration.ofSeconds(1)), START.plusSeconds(9), List::of);
    assertThat(replicaAttempt.failures()).isEqualTo(2);
  }

  @Test
  void failuresAreForgottenOnceItHasAnsweredAndRunForAWhile() {
    replicaAttempt.recordFailure(START, new ReplicaFault.ImageMissing("x"), List.of("line"));
    replicaAttempt.recordStart(START);
    replicaAttempt.runSeen(running(START), false, START);
    replicaAttempt.recordAnswer(START.plusSeconds(9));
    assertThat(replicaAttempt.failures()).isEqualTo(1);
    replicaAttempt.recordAnswer(START.plusSeconds(10));
    assertThat(replicaAttempt.failures()).isZero();
    assertThat(replicaAttempt.fault()).isNull();
    assertThat(replicaAttempt.lastLines()).isEmpty();
  }

  @Test
  void anotherRunAtTheSameAddressHasToAnswerItself() {
    replicaAttempt.recordStart(START);
    replicaAttempt.runSeen(running(START), false, START);
    replicaAttempt.recordAnswer(START);
    replicaAttempt.runSeen(running(START.plusSeconds(30)), true, START.plusSeconds(31));
    assertThat(replicaAttempt.answered()).isFalse();
    assertThat(replicaAttempt.startTimedOut(Duration.ofSeconds(60), START.plusSeconds(90)))
        .isFalse();
    assertThat(replicaAttempt.startTimedOut(Duration.ofSeconds(60), START.plusSeconds(91)))
        .isTrue();
  }

  @Test
  void whatRunsAtItsAddressBeforeAnyStartIsAdopted() {
    replicaAttempt.runSeen(running(START), true, START);
    assertThat(replicaAttempt.adopted()).isTrue();
    ReplicaAttempt other = new ReplicaAttempt();
    other.runSeen(running(START), false, START);
    assertThat(other.adopted()).isFalse();
  }

  @Test
  void oneThatSomebodyRemovesAtOnceIsNotStartedOverAndOver() {
    replicaAttempt.recordStart(START);
    replicaAttempt.recordVanished(START.plusSeconds(1));
    assertThat(replicaAttempt.isDue(START.plusSeconds(1))).isFalse();
    replicaAttempt.recordVanished(START.plusSeconds(2));
    assertThat(replicaAttempt.failures()).isEqualTo(1);
  }

  @Test
  void keepsTheLastEventsOnly() {
    for (int i = 0; i < 20; i++) {
      replicaAttempt.recordStart(START.plusSeconds(i));
    }
    assertThat(replicaAttempt.events()).hasSize(8);
    assertThat(replicaAttempt.events().getLast().at()).isEqualTo(START.plusSeconds(19));
  }
}
