package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.traffic.Health;
import io.ringway.protocol.ReplicaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplacementsTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Attempts.Key ONE = new Attempts.Key("c", "server-1");
  private static final Attempts.Key TWO = new Attempts.Key("c", "server-2");

  private Health.State balancers = Health.State.UNHEALTHY;
  private final Attempts attempts = new Attempts();
  private final Replacements replacements =
      new Replacements(
          attempts,
          new BalancerReports() {
            @Override
            public boolean idle(String clusterId, String serverId) {
              return true;
            }

            @Override
            public Health.State health(String clusterId, String serverId) {
              return balancers;
            }
          });

  private Fault decide(Attempts.Key key, ReplicaPolicy policy, Duration later) {
    var seen = new Probes.Seen(true, START, 9, Fault.Silence.NO_RESPONSE, START.plus(later), false);
    return replacements.decide(key, key.name(), seen, policy, START.plus(later));
  }

  private Fault decide(Duration later) {
    return decide(ONE, ReplicaPolicy.DEFAULT, later);
  }

  private static Fault stays(Fault.Stay why) {
    return new Fault.Unresponsive(START, Fault.Silence.NO_RESPONSE, why);
  }

  private static Fault replaced(Duration silent) {
    return new Fault.Replaced(silent, Fault.Silence.NO_RESPONSE);
  }

  @Test
  void oneThatIsSilentForItsTimeIsReplaced() {
    assertThat(decide(Duration.ofMillis(29_999))).isEqualTo(stays(Fault.Stay.WAITING));
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
  }

  @Test
  void withoutAnyBalancerTheControlPlanesOwnChecksDecide() {
    balancers = Health.State.UNKNOWN;
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
  }

  @Test
  void oneThatBalancersReachStays() {
    balancers = Health.State.HEALTHY;
    assertThat(decide(Duration.ofDays(1))).isEqualTo(stays(Fault.Stay.BALANCERS_REACH_IT));
  }

  @Test
  void zeroSwitchesItOff() {
    assertThat(decide(ONE, new ReplicaPolicy(60_000, 0), Duration.ofDays(1)))
        .isEqualTo(stays(Fault.Stay.SWITCHED_OFF));
  }

  @Test
  void noFasterThanFailedStartsAllow() {
    for (int i = 0; i < 10; i++) {
      attempts.of(ONE).failed(START.plusSeconds(30), new Fault.Vanished(), List.of());
    }
    assertThat(decide(Duration.ofSeconds(59))).isEqualTo(stays(Fault.Stay.WAITING));
    assertThat(decide(Duration.ofSeconds(60))).isEqualTo(replaced(Duration.ofSeconds(60)));
  }

  @Test
  void oneAtATimeUntilItAnswersOrHasHadItsTime() {
    assertThat(decide(Duration.ofSeconds(30))).isEqualTo(replaced(Duration.ofSeconds(30)));
    assertThat(decide(TWO, ReplicaPolicy.DEFAULT, Duration.ofSeconds(31)))
        .isEqualTo(stays(Fault.Stay.ONE_AT_A_TIME));
    attempts
        .of(ONE)
        .sees(
            new Replica("c", "server-1", "h", "", 1, Replica.Condition.RUNNING, START, null),
            true,
            START);
    attempts.of(ONE).answers(START.plusSeconds(32));
    assertThat(decide(TWO, ReplicaPolicy.DEFAULT, Duration.ofSeconds(33)))
        .isEqualTo(replaced(Duration.ofSeconds(33)));
    assertThat(decide(ONE, ReplicaPolicy.DEFAULT, Duration.ofSeconds(92)))
        .isEqualTo(stays(Fault.Stay.ONE_AT_A_TIME));
    assertThat(decide(ONE, ReplicaPolicy.DEFAULT, Duration.ofSeconds(93)))
        .isEqualTo(replaced(Duration.ofSeconds(93)));
  }
}
