package io.ringway.control.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import io.ringway.ring.analysis.Arc;
import io.ringway.ring.analysis.Arcs;
import io.ringway.ring.analysis.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingSlicesTests {

  private static final int COUNT = 360;

  @Test
  void everyServerHasSlicesInProportionToItsShareWhateverTheWeights() {
    Ring ring =
        Rings.build(
            RingSpec.DEFAULT,
            List.of(new Node("small", 0.5), new Node("usual", 1), new Node("large", 3)));
    Distribution exact = Distribution.of(ring);
    List<Arc> slices = RingSlices.of(Arcs.of(ring, _ -> true, Integer.MAX_VALUE), COUNT);
    assertThat(slices.getFirst().start()).isZero();
    assertThat(slices.getLast().end()).isEqualTo(1);
    for (int node = 0; node < ring.nodes().size(); node++) {
      int owner = node;
      double drawn =
          slices.stream()
              .filter(slice -> slice.owner() == owner)
              .mapToDouble(slice -> slice.end() - slice.start())
              .sum();
      assertThat(drawn).isCloseTo(exact.share(node), within(2.0 / COUNT));
    }
  }
}
