package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.protocol.ReplicaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplacementsTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ReplicaAttempts.Key ONE = new ReplicaAttempts.Key("c", "server-1");
  private static final ReplicaAttempts.Key TWO = new ReplicaAttempts.Key("c", "server-2");

  private ObservedHealth.State balancers = ObservedHealth.State.UNHEALTHY;
  private final ReplicaAttempts replicaAttempts = new ReplicaAttempts();
  private final ReplacementPolicy replacementPolicy =
      new ReplacementPolicy(
          replicaAttempts,
          new BalancerReports() {
            @Override
            public boolean idle(String clusterId, String serverId) {
              return true;
            }

            @Override
            public ObservedHealth.State health(String clusterId, String serverId) {
              return balancers;
            }
          });

  private ReplicaFault decide(ReplicaAttempts.Key key, ReplicaPolicy policy, Duration later) {
    var checkResult =
        new ReplicaHealthChecks.CheckResult(
            true, START, 9, ReplicaFault.CheckFailure.NO_RESPONSE, START.plus(later), false);
    return replacementPolicy.decide(key, key.name(), checkResult, policy, START.plus(later));
  }

  private ReplicaFault decide(Duration later) {
    return decide(ONE, ReplicaPolicy.DEFAULT, later);
  }

  private static ReplicaFault stays(ReplicaFault.KeepReason why) {
    return new ReplicaFault.Unresponsive(START, ReplicaFault.CheckFailure.NO_RESPONSE, why);
  }

  private static ReplicaFault replaced(Duration silent) {
    return new ReplicaFault.Replaced(silent, ReplicaFault.CheckFailure.NO_RESPONSE);
  }

  @Test
  void oneThatIsSilentForItsTimeIsReplaced() {
    assertThat(decide(Duration.ofMillis(29_999))).isEqualTo(stays(ReplicaFault.KeepReason.WAITING));
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
  }

  @Test
  void withoutAnyBalancerTheControlPlanesOwnChecksDecide() {
    balancers = ObservedHealth.State.UNKNOWN;
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
  }

  @Test
  void oneThatBalancersReachStays() {
    balancers = ObservedHealth.State.HEALTHY;
    assertThat(decide(Duration.ofDays(1)))
        .isEqualTo(stays(ReplicaFault.KeepReason.BALANCERS_REACH_IT));
  }

  @Test
  void zeroSwitchesItOff() {
    assertThat(decide(ONE, new ReplicaPolicy(60_000, 0), Duration.ofDays(1)))
        .isEqualTo(stays(ReplicaFault.KeepReason.SWITCHED_OFF));
  }

  @Test
  void noFasterThanFailedStartsAllow() {
    for (int i = 0; i < 10; i++) {
      replicaAttempts
          .of(ONE)
          .recordFailure(START.plusSeconds(30), new ReplicaFault.Vanished(), List.of());
    }
    assertThat(decide(Duration.ofSeconds(59))).isEqualTo(stays(ReplicaFault.KeepReason.WAITING));
    assertThat(decide(Duration.ofSeconds(60))).isEqualTo(replaced(Duration.ofSeconds(60)));
  }

  @Test
  void oneAtATimeUntilItAnswersOrHasHadItsTime() {
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
    assertThat(decide(TWO, ReplicaPolicy.DEFAULT, Duration.ofSeconds(31)))
        .isEqualTo(stays(ReplicaFault.KeepReason.ONE_AT_A_TIME));
    replicaAttempts
        .of(ONE)
        .runSeen(
            new Replica("c", "server-1", "h", "", 1, Replica.Condition.RUNNING, START, null),
            true,
            START);
    replicaAttempts.of(ONE).recordAnswer(START.plusSeconds(32));
    assertThat(decide(TWO, ReplicaPolicy.DEFAULT, Duration.ofSeconds(33)))
        .isEqualTo(replaced(Duration.ofSeconds(33)));
    assertThat(decide(ONE, ReplicaPolicy.DEFAULT, Duration.ofSeconds(92)))
        .isEqualTo(stays(ReplicaFault.KeepReason.ONE_AT_A_TIME));
    assertThat(decide(ONE, ReplicaPolicy.DEFAULT, Duration.ofSeconds(93)))
        .isEqualTo(replaced(Duration.ofSeconds(93)));
  }
}
