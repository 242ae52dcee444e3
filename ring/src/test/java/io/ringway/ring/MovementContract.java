package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.joining;
import static io.ringway.ring.Samples.ramped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.analysis.Distribution;
import io.ringway.ring.analysis.Flow;
import io.ringway.ring.analysis.Movement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract for keys that move when servers are added, removed, fail or change. */
interface MovementContract extends PlacementUnderTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  default void noChangeMovesMoreThanPromised(long seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(equal("first-", 5));
    Ring before = build(nodes);
    for (int step = 0; step < 25; step++) {
      switch (random.nextInt(6)) {
        case 0 -> nodes.add(new Node("added-" + step, 0.25 + random.nextDouble() * 4));
        case 1 -> {
          if (nodes.size() > 2) {
            nodes.remove(random.nextInt(nodes.size()));
          }
        }
        case 2 -> {
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node(node.id(), 0.25 + random.nextDouble() * 4, node.hashKey()));
        }
        case 3 -> {
          // A ring does not see addresses; if the hash key is the same, it does not depend on the
          // id either.
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node(node.id(), node.weight(), node.hashKey()));
        }
        case 4 -> {
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node("renamed-" + step, node.weight(), node.hashKey()));
        }
        default -> Collections.shuffle(nodes, random);
      }
      Ring after = build(nodes);
      Movement movement = Movement.between(before, after);
      assertThat(movement.excess()).as("step %d", step).isBetween(0.0, promise().excess());
      if (before.nodes().equals(after.nodes())) {
        assertThat(after.digest()).isEqualTo(before.digest());
      }
      if (before.digest() == after.digest()) {
        assertThat(movement.moved()).isZero();
      }
      before = after;
    }
  }

  @Test
  default void aFailedServersKeysAloneMoveAndSpreadByWeight() {
    List<Node> nodes = ramped("s", 10);
    Ring ring = build(nodes);
    for (Node dead : List.of(nodes.get(4), nodes.get(9))) {
      Movement movement = Movement.between(ring, _ -> true, ring, n -> !n.equals(dead));
      double lost = Distribution.of(ring).shareOf(dead.id());
      double others = 55 - dead.weight();
      assertThat(movement.excess()).isZero();
      assertThat(movement.moved()).isEqualTo(lost);
      assertThat(movement.flows()).extracting(Flow::from).containsOnly(dead.id());
      for (Node other : nodes) {
        double got =
            movement.flows().stream()
                .filter(flow -> flow.to().equals(other.id()))
                .mapToDouble(Flow::share)
                .sum();
        double fair = other.equals(dead) ? 0 : lost * other.weight() / others;
        assertThat(got)
            .as(other.id())
            .isBetween(fair * (1 - promise().spread()), fair * (1 + promise().spread()));
      }
    }
  }

  @Test
  default void recoveryReturnsTheSameKeys() {
    Ring ring = build(equal("s", 10));
    Movement failure = Movement.between(ring, _ -> true, ring, n -> !n.id().equals("s3"));
    Movement recovery = Movement.between(ring, n -> !n.id().equals("s3"), ring, _ -> true);
    assertThat(recovery.moved()).isEqualTo(failure.moved());
    assertThat(recovery.flows())
        .containsExactlyInAnyOrderElementsOf(
            failure.flows().stream().map(f -> new Flow(f.to(), f.from(), f.share())).toList());
    // A dead server that is removed for good sends its keys to the same servers, unless the
    // placement moves more than necessary.
    Ring without = build(equal("s", 10).stream().filter(n -> !n.id().equals("s3")).toList());
    Movement removal = Movement.between(ring, n -> !n.id().equals("s3"), without, _ -> true);
    if (promise().excess() == 0) {
      assertThat(removal.moved()).isZero();
    }
  }

  @Test
  default void aJoiningServerGetsItsKeysOnceAndForGood() {
    Ring ring = build(equal("s", 8));
    Movement whole = Movement.between(ring, joining(ring, 0), ring, joining(ring, 1));
    double moved = 0;
    double before = 0;
    for (int step = 1; step <= 16; step++) {
      Movement part =
          Movement.between(
              ring, joining(ring, (step - 1) / 16.0), ring, joining(ring, step / 16.0));
      assertThat(part.flows()).as("step %d", step).allMatch(flow -> flow.to().equals("s3"));
      double share = Distribution.of(ring, joining(ring, step / 16.0)).shareOf("s3");
      assertThat(share).as("step %d", step).isGreaterThanOrEqualTo(before);
      before = share;
      moved += part.moved();
    }
    assertThat(moved).isCloseTo(whole.moved(), within(1e-12));
    double half = Distribution.of(ring, joining(ring, 0.5)).shareOf("s3");
    assertThat(half)
        .isCloseTo(Distribution.of(ring).shareOf("s3") / 2, within(promise().joining()));
  }
}
