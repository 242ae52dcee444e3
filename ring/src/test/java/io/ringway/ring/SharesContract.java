package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.ramped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.analysis.Distribution;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract for the shares of servers that all take traffic. */
interface SharesContract extends PlacementUnderTest {

  @Test
  default void tenEqualServersGetEqualShares() {
    for (int set = 0; set < 50; set++) {
      assertThat(Distribution.of(build(equal("set" + set + "-", 10))).maxOverFair())
          .as("set %d", set)
          .isBetween(1.0, promise().ten());
    }
  }

  @Test
  default void fiftyEqualServersGetEqualShares() {
    for (int set = 0; set < 20; set++) {
      assertThat(Distribution.of(build(equal("set" + set + "-", 50))).maxOverFair())
          .as("set %d", set)
          .isBetween(1.0, promise().fifty());
    }
  }

  @Test
  default void sharesFollowWeights() {
    for (int set = 0; set < 20; set++) {
      Distribution distribution = Distribution.of(build(ramped("set" + set + "-", 10)));
      double off = promise().weighted();
      assertThat(distribution.maxOverFair()).as("set %d", set).isLessThanOrEqualTo(1 + off);
      assertThat(distribution.minOverFair()).as("set %d", set).isGreaterThanOrEqualTo(1 - off);
    }
  }

  @Test
  default void sharesAddUpToAllKeys() {
    Distribution distribution = Distribution.of(build(ramped("s", 7)));
    assertThat(IntStream.range(0, 7).mapToDouble(distribution::share).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  default void mixedWeightsFromSmallestToLargestWork() {
    Ring ring =
        build(
            List.of(
                new Node("tiny", Node.MIN_WEIGHT),
                new Node("one", 1),
                new Node("huge", Node.MAX_WEIGHT)));
    assertThat(Distribution.of(ring).shareOf("huge")).isGreaterThan(0.99);
    Distribution rest = Distribution.of(ring, n -> n.id().equals("tiny"));
    assertThat(rest.shareOf("tiny")).isEqualTo(1);
    Candidates cursor = ring.candidates(0, new Candidates());
    assertThat(IntStream.generate(cursor::next).limit(3).boxed().toList())
        .containsExactlyInAnyOrder(0, 1, 2);
  }
}
