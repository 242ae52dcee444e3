package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.ring.analysis.Distribution;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaglevTests implements PlacementContract {

  @Override
  public RingSpec spec() {
    return new RingSpec.Maglev(RingSpec.Maglev.DEFAULT_TABLE_SIZE);
  }

  @Override
  public Promise promise() {
    return new Promise(1.0002, 1.001, 0.001, 0.02, 0.35, 0.012);
  }

  @Test
  void equalServersDifferByOneSlotAtMost() {
    Distribution distribution = Distribution.of(build(equal("s", 1_000)));
    double slot = 1.0 / 65_537;
    double least = IntStream.range(0, 1_000).mapToDouble(distribution::share).min().orElseThrow();
    double most = IntStream.range(0, 1_000).mapToDouble(distribution::share).max().orElseThrow();
    assertThat(most - least).isLessThan(1.001 * slot);
  }

  @Test
  void tenThousandServersFit() {
    Ring ring = build(equal("server-", 10_000));
    Distribution distribution = Distribution.of(ring);
    assertThat(distribution.maxOverFair()).isLessThan(1.07);
    assertThat(distribution.minOverFair()).isGreaterThan(0.9);
    Candidates cursor = ring.candidates(99, new Candidates());
    assertThat(IntStream.generate(cursor::next).limit(10_000).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void everyServerHasASlotHoweverLight() {
    var nodes = new java.util.ArrayList<>(equal("heavy-", 3).stream().map(this::heaviest).toList());
    nodes.add(new Node("tiny", Node.MIN_WEIGHT));
    assertThat(Distribution.of(build(nodes)).shareOf("tiny")).isGreaterThan(0);
  }

  private Node heaviest(Node node) {
    return new Node(node.id(), Node.MAX_WEIGHT);
  }

  @ParameterizedTest
  @CsvSource({"65536,65537", "8,11", "1000000,1000003", "9,11", "16777212,16777213"})
  void aTableThatIsNotPrimeIsRefusedNamingTheNextPrime(int size, String prime) {
    assertThatThrownBy(() -> new RingSpec.Maglev(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give " + prime);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "5", "16777214", "2147483647"})
  void aTableOutOfRangeIsRefused(int size) {
    assertThatThrownBy(() -> new RingSpec.Maglev(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 to 16,777,213");
  }

  @Test
  void moreServersThanSlotsAreRefusedWithTheWayOut() {
    RingSpec small = new RingSpec.Maglev(11);
    assertThat(Rings.build(small, equal("s", 11)).nodes()).hasSize(11);
    assertThatThrownBy(() -> Rings.build(small, equal("s", 12)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 servers")
        .hasMessageContaining("13 or more");
  }
}
