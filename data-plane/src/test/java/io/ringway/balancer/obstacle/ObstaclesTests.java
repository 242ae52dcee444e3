package io.ringway.balancer.obstacle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Obstacle;
import io.ringway.protocol.Obstacle.Item;
import io.ringway.protocol.Obstacle.Kind;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObstaclesTests {

  private long millis = 1_000_000;
  private final Obstacles obstacles =
      new Obstacles(
          () -> Instant.ofEpochMilli(millis),
          () -> TimeUnit.MILLISECONDS.toNanos(millis),
          new Random(7));

  private void fail() {
    obstacles.failed(Item.PORT, "8081", Kind.PORT_TAKEN, "another program listens on it");
  }

  @Test
  void theWaitDoublesFromOneSecondToThirtyAndIsJittered() {
    for (long bound : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000}) {
      fail();
      Obstacle met = obstacles.all().getFirst();
      long wait = met.nextTryMillis() - millis;
      assertThat(wait).isBetween(bound / 2, bound);
      assertThat(met.sinceMillis()).isEqualTo(1_000_000);
      assertThat(obstacles.due(Item.PORT, "8081")).isFalse();
      millis += wait;
      assertThat(obstacles.due(Item.PORT, "8081")).isTrue();
    }
    assertThat(obstacles.counted().getFirst().attempts()).isEqualTo(8);
  }

  @Test
  void whatOnlyAnOperatorCanChangeIsNotTriedAgain() {
    obstacles.permanent(Item.PORT, "8443", Kind.NO_CERTIFICATES, "no certificates");
    millis += 3_600_000;
    assertThat(obstacles.due(Item.PORT, "8443")).isFalse();
    assertThat(obstacles.all().getFirst().nextTryMillis()).isZero();
  }

  /** Each revision meets the obstacle again. */
  @Test
  void whatIsNotTriedIsNoAttempt() {
    for (int revision = 0; revision < 3; revision++) {
      obstacles.permanent(Item.PORT, "5001", Kind.OWN_PORT, "the balancer uses it itself");
    }
    assertThat(obstacles.counted().getFirst().attempts()).isZero();
    obstacles.failed(Item.PORT, "5001", Kind.PORT_TAKEN, "another program listens on it");
    Obstacle met = obstacles.all().getFirst();
    assertThat(met.nextTryMillis() - millis).isBetween(500L, 1_000L);
    obstacles.permanent(Item.PORT, "5001", Kind.OWN_PORT, "the balancer uses it itself");
    assertThat(obstacles.counted().getFirst().attempts()).isOne();
    assertThat(obstacles.due(Item.PORT, "5001")).isFalse();
  }

  @Test
  void whatWorkedOrIsNotWantedIsGone() {
    fail();
    obstacles.failed(Item.PORT, "8082", Kind.PORT_TAKEN, "taken");
    obstacles.failed(Item.SNAPSHOT_FILE, "", Kind.NO_SPACE, "full");
    obstacles.retain(Item.PORT, Set.of("8082"));
    assertThat(obstacles.all()).extracting(Obstacle::name).containsExactly("8082", "");
    obstacles.resolved(Item.PORT, "8082");
    assertThat(obstacles.all()).extracting(Obstacle::item).containsExactly(Item.SNAPSHOT_FILE);
    assertThat(obstacles.due(Item.PORT, "8082")).isTrue();
  }
}
