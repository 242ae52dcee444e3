package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.ring.analysis.Distribution;
import io.ringway.ring.analysis.Flow;
import io.ringway.ring.analysis.Movement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract for edge cases: no servers, one server, indistinguishable servers, unusual keys. */
interface EdgesContract extends PlacementUnderTest {

  @Test
  default void aRingWithoutNodesOwnsNothing() {
    Ring ring = build(List.of());
    assertThat(ring.owner(5)).isEqualTo(Ring.NONE);
    assertThat(ring.candidates(5, new Candidates()).next()).isEqualTo(Ring.NONE);
    assertThat(ring.coverage(_ -> true).node(0)).isEqualTo(Ring.NONE);
    assertThat(Distribution.of(ring).maxOverFair()).isZero();
    assertThat(Movement.between(ring, build(equal("s", 1))).moved()).isZero();
    assertThat(Movement.between(build(equal("s", 1)), ring).moved()).isEqualTo(1);
  }

  @Test
  default void oneServerOwnsEverything() {
    Ring ring = build(List.of(new Node("only", 3)));
    assertThat(Distribution.of(ring).share(0)).isEqualTo(1);
    for (int round = 0; round < 50; round++) {
      assertThat(ring.owner(hash(round, new Random(round)))).isZero();
    }
    Movement failure = Movement.between(ring, _ -> true, ring, _ -> false);
    assertThat(failure.flows()).containsExactly(new Flow("only", Flow.NOBODY, 1));
  }

  @Test
  default void duplicatesAreRefusedByName() {
    assertThatThrownBy(() -> build(List.of(new Node("x"), new Node("y"), new Node("x", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id 'x'");
    assertThatThrownBy(() -> build(List.of(new Node("x", 1, "k"), new Node("y", 1, "k"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hash key 'k'");
  }

  @Test
  default void emptyAndHugeKeysHaveAnOwner() {
    Ring ring = build(equal("s", 3));
    assertThat(ring.owner(ring.keyHash().hash(""))).isBetween(0, 2);
    assertThat(ring.owner(ring.keyHash().hash("k".repeat(1 << 20)))).isBetween(0, 2);
    assertThat(ring.keyHash().hash(new byte[] {9, 'a', 'b', 9}, 1, 2))
        .isEqualTo(ring.keyHash().hash("ab"));
  }
}
