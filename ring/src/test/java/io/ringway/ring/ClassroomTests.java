package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.ring.analysis.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassroomTests implements PlacementContract {

  /**
   * Returns a spec with more slots than the classroom's 512: the contract needs 200 servers and
   * weights.
   */
  @Override
  public RingSpec spec() {
    return new RingSpec.Slots(16_384, 9);
  }

  @Override
  public Promise promise() {
    return new Promise(2.5, 3.0, 1.0, 0.05, 3.0, 0.1);
  }

  @Test
  void theClassroomHoldsFiftySixServers() {
    assertThat(Rings.build(RingSpec.Slots.CLASSROOM, equal("s", 56)).nodes()).hasSize(56);
    assertThatThrownBy(() -> Rings.build(RingSpec.Slots.CLASSROOM, equal("s", 57)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512 slots and the servers need 513")
        .hasMessageContaining("'ring'");
  }

  @Test
  void aFullCircleGivesEachVirtualNodeItsSlot() {
    Ring ring = Rings.build(new RingSpec.Slots(64, 4), equal("s", 16));
    Distribution distribution = Distribution.of(ring);
    for (int i = 0; i < 16; i++) {
      assertThat(distribution.share(i)).isEqualTo(4.0 / 64);
    }
  }

  @Test
  void tenThousandServersAreRefused() {
    assertThatThrownBy(() -> Rings.build(RingSpec.Slots.CLASSROOM, equal("s", 10_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("90,000");
  }

  @Test
  void allHashesOfASlotGoTheSameWay() {
    Ring ring = Rings.build(RingSpec.Slots.CLASSROOM, List.of(new Node("a"), new Node("b")));
    for (long slot = 0; slot < 512; slot++) {
      long first = slot << 55;
      assertThat(ring.owner(first)).isEqualTo(ring.owner(first | (-1L >>> 9)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "0,0", "65537,9", "512,0", "512,513", "-5,-5"})
  void circlesOutOfRangeAreRefused(int slots, int virtualNodes) {
    assertThatThrownBy(() -> new RingSpec.Slots(slots, virtualNodes))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
