package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.hash;
import static io.ringway.ring.Samples.joining;
import static io.ringway.ring.Samples.ramped;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract for the order of candidates of a key. */
interface CandidatesContract extends PlacementUnderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 200})
  default void candidatesAreDistinctCompleteAndStartWithTheOwner(int count) {
    Ring ring = build(equal("s", count));
    Candidates cursor = new Candidates();
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      long hash = hash(round, random);
      ring.candidates(hash, cursor);
      BitSet seen = new BitSet();
      for (int i = 0; i < count; i++) {
        int node = cursor.next();
        assertThat(node).isBetween(0, count - 1);
        assertThat(seen.get(node)).isFalse();
        if (i == 0) {
          assertThat(node).isEqualTo(ring.owner(hash));
        }
        seen.set(node);
      }
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
    }
  }

  @Test
  default void oneCursorServesRingsOfDifferentSizes() {
    Candidates cursor = new Candidates();
    assertThat(cursor.next()).isEqualTo(Ring.NONE);
    for (int size : new int[] {3, 1, 0, 12, 3}) {
      Ring ring = build(equal("s", size));
      ring.candidates(42, cursor);
      int given = 0;
      while (cursor.next() != Ring.NONE) {
        given++;
      }
      assertThat(given).isEqualTo(size);
    }
  }

  @Test
  default void coverageAgreesWithTheCandidatesOfEachHash() {
    Ring ring = build(ramped("s", 12));
    Candidates cursor = new Candidates();
    for (int dead : new int[] {0, 1, 6, 11, 12}) {
      List<Boolean> takes = IntStream.range(0, 12).mapToObj(i -> i % 7 + 5 < dead).toList();
      Coverage coverage = ring.coverage(n -> takes.get(Integer.parseInt(n.id().substring(1))));
      List<Long> hashes = new ArrayList<>();
      new Random(dead).longs(2_000).forEach(hashes::add);
      for (int run = 0; run < coverage.size(); run += 97) {
        hashes.add(coverage.start(run));
        hashes.add(coverage.last(run));
      }
      for (long hash : hashes) {
        ring.candidates(hash, cursor);
        int node = cursor.next();
        while (node != Ring.NONE
            && !takes.get(Integer.parseInt(ring.nodes().get(node).id().substring(1)))) {
          node = cursor.next();
        }
        assertThat(coverage.node(coverage.run(hash))).isEqualTo(node);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 1})
  default void coverageAgreesWithTheCandidatesWhileAServerJoins(double part) {
    Ring ring = build(ramped("s", 6));
    Participation parts = joining(ring, part);
    Coverage coverage = ring.coverage(parts);
    Candidates cursor = new Candidates();
    List<Long> hashes = new ArrayList<>();
    new Random(5).longs(2_000).forEach(hashes::add);
    for (int run = 0; run < coverage.size(); run += 97) {
      hashes.add(coverage.start(run));
      hashes.add(coverage.last(run));
    }
    for (long hash : hashes) {
      ring.candidates(hash, cursor, parts);
      int first = cursor.next();
      assertThat(coverage.node(coverage.run(hash))).isEqualTo(first);
      int given = 1;
      while (cursor.next() != Ring.NONE) {
        given++;
      }
      assertThat(given).as("nobody is lost").isEqualTo(6);
    }
  }

  @Test
  default void whenAllAreDownNobodyServesAndTheOrderStays() {
    Ring ring = build(ramped("s", 6));
    Coverage nobody = ring.coverage(_ -> false);
    assertThat(nobody.size()).isOne();
    assertThat(nobody.node(0)).isEqualTo(Ring.NONE);
    Participation none = Participation.of(ring.nodes(), _ -> false);
    Candidates cursor = ring.candidates(77, new Candidates(), none);
    assertThat(IntStream.generate(cursor::next).limit(7).boxed().toList())
        .containsExactly(0, 1, 2, 3, 4, 5, Ring.NONE);
  }
}
