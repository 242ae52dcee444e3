package io.ringway.ring.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArcsTests {

  private static final Ring RING =
      Rings.build(new RingSpec.Points(40), List.of(new Node("a"), new Node("b", 2), new Node("c")));

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60, 1_000})
  void arcsFillTheCircleWithinTheLimit(int limit) {
    List<Arc> arcs = Arcs.of(RING, n -> !n.id().equals("b"), limit);
    assertThat(arcs).hasSizeBetween(1, limit);
    assertThat(arcs.getFirst().start()).isZero();
    assertThat(arcs.getLast().end()).isEqualTo(1);
    for (int i = 1; i < arcs.size(); i++) {
      assertThat(arcs.get(i).start()).isEqualTo(arcs.get(i - 1).end());
    }
    assertThat(arcs).noneMatch(arc -> arc.servedBy() == 1);
  }

  @Test
  void unlimitedArcsAddUpToTheShares() {
    List<Arc> arcs = Arcs.of(RING, n -> !n.id().equals("b"), 1_000);
    Distribution owned = Distribution.of(RING);
    Distribution served = Distribution.of(RING, n -> !n.id().equals("b"));
    for (int node = 0; node < 3; node++) {
      assertThat(sum(arcs, Arc::owner, node)).isCloseTo(owned.share(node), within(1e-12));
      assertThat(sum(arcs, Arc::servedBy, node)).isCloseTo(served.share(node), within(1e-12));
    }
  }

  private static double sum(List<Arc> arcs, ToIntFunction<Arc> which, int node) {
    return arcs.stream()
        .filter(arc -> which.applyAsInt(arc) == node)
        .mapToDouble(arc -> arc.end() - arc.start())
        .sum();
  }

  @Test
  void aSingleServerIsOneArcAndAnEmptyRingIsNobodys() {
    assertThat(Arcs.of(Rings.build(RingSpec.DEFAULT, List.of(new Node("a"))), _ -> true, 5))
        .containsExactly(new Arc(0, 1, 0, 0));
    assertThat(Arcs.of(Rings.build(RingSpec.DEFAULT, List.of()), _ -> true, 5))
        .containsExactly(new Arc(0, 1, Ring.NONE, Ring.NONE));
    assertThat(Arcs.of(RING, _ -> false, 1_000)).allMatch(arc -> arc.servedBy() == Ring.NONE);
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> Arcs.of(RING, _ -> true, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void twoRingsSideBySideDifferWhereKeysMove() {
    Ring after =
        Rings.build(
            new RingSpec.Points(40), List.of(new Node("a"), new Node("b", 3), new Node("d")));
    Participation before = Participation.of(RING.nodes(), _ -> true);
    Participation then = Participation.of(after.nodes(), _ -> true);
    List<Arc> arcs = Arcs.between(RING, before, after, then, 1_000);
    double moved =
        arcs.stream()
            .filter(arc ->
                !RING.nodes().get(arc.owner()).id().equals(after.nodes().get(arc.servedBy()).id()))
            .mapToDouble(arc -> arc.end() - arc.start())
            .sum();
    assertThat(moved).isCloseTo(Movement.between(RING, after).moved(), within(1e-12));
    Ring nginx = Rings.build(new RingSpec.Nginx(), List.of(new Node("10.0.0.1:80")));
    assertThatThrownBy(() ->
            Arcs.between(RING, before, nginx, Participation.of(nginx.nodes(), _ -> true), 1_000))
        .hasMessageContaining("hash keys differently");
  }
}
