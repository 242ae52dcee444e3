package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.routing.TableExplainer;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The explanation and the real route of the same requests, through the real listener to real
 * servers.
 */
class ExplainedAsServedTests extends SteeringScene {

  /** Compares all keys, and gives the verdicts that were met. */
  private Set<Verdict> explainedAsServed() throws IOException {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    List<String> keys = keys();
    List<String> served = served(rig, keys);
    TableExplainer elsewhere = new TableExplainer(other.active);
    for (int i = 0; i < KEYS; i++) {
      Explanation told = tableExplainer.explain(asked(keys.get(i)));
      assertThat(told.takers()).as("key %s: %s", keys.get(i), told).contains(served.get(i));
      told.steps().forEach(step -> verdicts.add(step.verdict()));
      if (told.inFlight() == 0) {
        assertThat(elsewhere.explain(asked(keys.get(i)))).isEqualTo(told);
      }
    }
    return verdicts;
  }

  @Test
  void whenAllAreUp() throws IOException {
    route();
    assertThat(explainedAsServed()).containsOnly(Verdict.TAKEN, Verdict.RESERVE);
  }

  @Test
  void whenSomeAreDownAndSomeDrain() throws IOException {
    state("s2", ServerState.DRAINING);
    state("s5", ServerState.DISABLED);
    route();
    down(rig, "s4");
    down(other, "s4");
    assertThat(explainedAsServed())
        .containsOnly(Verdict.TAKEN, Verdict.RESERVE, Verdict.DRAINING, Verdict.UNHEALTHY);
  }

  @Test
  void whenKeysArePinnedAndSpread() throws IOException {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      pins.add(Pin.To.of(key(i), "s" + (i % 6 + 1))); // s6 does not exist
    }
    for (int i = 400; i < 500; i++) {
      pins.add(Pin.Spread.of(key(i), 2 + i % 5));
    }
    rig.steering = new Steering(0, 0, false, pins);
    route();
    down(rig, "s4");
    down(other, "s4");
    assertThat(explainedAsServed())
        .containsOnly(
            Verdict.TAKEN, Verdict.RESERVE, Verdict.UNHEALTHY, Verdict.PINNED, Verdict.SHARED);
    List<String> spread = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      spread.add(key(401));
    }
    assertThat(new HashSet<>(served(rig, spread)))
        .containsExactlyInAnyOrderElementsOf(tableExplainer.explain(asked(key(401))).takers())
        .hasSize(3);
  }

  @Test
  void whileAServerJoins() throws IOException {
    configs =
        configs.stream()
            .map(each -> each.id().equals("s3") ? each.joined(rig.now - 20_000) : each)
            .toList();
    rig.steering = steering(0, 64_000);
    route();
    assertThat(explainedAsServed()).containsOnly(Verdict.TAKEN, Verdict.RESERVE, Verdict.RAMPING);
    List<String> before = served(rig, keys());
    rig.now += 20_000;
    rig.active.advance();
    List<String> after = served(rig, keys());
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      if (!before.get(i).equals(after.get(i))) {
        assertThat(after.get(i)).isEqualTo("s3");
        moved++;
      }
    }
    assertThat(moved).isPositive();
    rig.now += 64_000;
    rig.active.advance();
    assertThat(cluster().parts()).isNull();
  }

  @Test
  void whileServersAreOverloaded() throws IOException {
    rig.steering = steering(100, 0);
    route();
    String hot = key(1);
    String owner = tableExplainer.explain(asked(hot)).owner();
    hold(hot, 10);
    assertThat(servers.held(owner)).isEqualTo(10);
    // The bound is drawn tight under the requests that are on their way: they still count.
    rig.steering = steering(1.25, 0, Pin.To.of(key(2), owner), Pin.Spread.of(key(3), 4));
    route();
    Explanation told = tableExplainer.explain(asked(hot));
    assertThat(told.inFlight()).isEqualTo(10);
    assertThat(told.steps().getFirst().inFlight()).isEqualTo(10);
    assertThat(told.steps().getFirst().bound()).isEqualTo(3); // ⌈1.25 · 11 / 5⌉
    assertThat(explainedAsServed()).contains(Verdict.AT_BOUND, Verdict.TAKEN, Verdict.SHARED);
    assertThat(tableExplainer.explain(asked(key(2))).takers()).doesNotContain(owner);
    down(rig, told.takers().getFirst());
    assertThat(explainedAsServed()).contains(Verdict.AT_BOUND, Verdict.UNHEALTHY);
    assertThat(cluster().total().value()).isEqualTo(10);
    servers.letGo();
    await().until(() -> cluster().total().value() == 0 && countedOnServers() == 0);
  }

  @Test
  void nobodyIsAnAnswerToo() throws IOException {
    rig.steering = steering(1, 1_000, Pin.To.of("a", "s1"), Pin.Spread.of("b", 2));
    route();
    configs.forEach(each -> down(rig, each.id()));
    assertThat(served(rig, List.of("a", "b", "c"))).containsOnly("503");
    assertThat(tableExplainer.explain(asked("a")).takers()).isEmpty();
    configs = configs.subList(0, 1);
    rig.health.of("c1", "s1");
    configs =
        List.of(
            new ServerConfig(
                "one", "s1", "127.0.0.1", configs.getFirst().port(), 1, ServerState.READY));
    route();
    assertThat(served(rig, List.of("a", "b", "c"))).containsOnly("s1");
    configs = List.of();
    route();
    assertThat(served(rig, List.of("a", "b"))).containsOnly("503");
    assertThat(tableExplainer.explain(asked("b")).steps()).isEmpty();
    assertThat(cluster().total().value()).isZero();
  }
}
