package io.ringway.ring.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndependentMovementTests {

  private static Ring ring(int servers) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      nodes.add(new Node("s" + i, 1 + i % 3));
    }
    return Rings.build(new RingSpec.Points(16), nodes);
  }

  private static Movement independent(Ring before, Ring after) {
    return Movement.independent(
        before,
        Participation.of(before.nodes(), _ -> true),
        after,
        Participation.of(after.nodes(), _ -> true));
  }

  @Test
  void eachPairMeetsAsOftenAsItsSharesSay() {
    Ring before = ring(5);
    Ring after = ring(6);
    Movement movement = independent(before, after);
    Distribution had = Distribution.of(before);
    Distribution has = Distribution.of(after);
    assertThat(movement.exact()).isFalse();
    assertThat(movement.flows()).hasSize(5 * 6 - 5);
    for (Flow flow : movement.flows()) {
      assertThat(flow.share())
          .isCloseTo(had.shareOf(flow.from()) * has.shareOf(flow.to()), within(1e-12));
    }
    assertThat(movement.moved())
        .isCloseTo(movement.flows().stream().mapToDouble(Flow::share).sum(), within(1e-12));
  }

  @Test
  void veryManyServersDoNotMakeAFlowOfEveryPair() {
    Ring before = ring(1_500);
    Movement movement = independent(before, before);
    assertThat(movement.flows()).hasSizeLessThanOrEqualTo(1_000_000);
    assertThat(movement.moved()).isBetween(0.998, 1.0);
    assertThat(movement.necessary()).isZero();
  }

  @Test
  void keysThatNobodyTakesAnyMoreGoToNobody() {
    Ring before = ring(2);
    Movement movement =
        Movement.independent(
            before,
            Participation.of(before.nodes(), _ -> true),
            before,
            Participation.of(before.nodes(), _ -> false));
    assertThat(movement.moved()).isEqualTo(1);
    assertThat(movement.flows()).allMatch(flow -> flow.to().equals(Flow.NOBODY)).hasSize(2);
  }
}
