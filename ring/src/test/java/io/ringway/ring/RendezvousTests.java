package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.ramped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.analysis.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RendezvousTests implements PlacementContract {

  @Override
  public RingSpec spec() {
    return new RingSpec.Rendezvous(RingSpec.Rendezvous.DEFAULT_SLOTS);
  }

  @Override
  public Promise promise() {
    return new Promise(1.05, 1.13, 0.10, 0, 0.35, 0.012);
  }

  @Test
  void theOrderOfASlotIsThatOfTheScores() {
    List<Node> nodes = ramped("s", 40);
    Ring ring = Rings.build(new RingSpec.Rendezvous(1_024), nodes);
    Candidates cursor = new Candidates();
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      long hash = random.nextLong();
      ring.candidates(hash, cursor);
      List<String> order =
          IntStream.range(0, 40).mapToObj(_ -> ring.nodes().get(cursor.next()).id()).toList();
      assertThat(order)
          .isEqualTo(
              nodes.stream()
                  .sorted(Comparator.comparingDouble(n -> score(n, hash >>> 54)))
                  .map(Node::id)
                  .toList());
    }
  }

  /** Computes the score as a paper writes it: −ln u over the weight, the least first. */
  private static double score(Node node, long slot) {
    long salt = Hashing.xxh3_64(1).hashBytesToLong(node.hashKey().getBytes(StandardCharsets.UTF_8));
    long mixed = mix(salt ^ mix((slot + 1) * 0x9e3779b97f4a7c15L));
    double u = 1 - ((mixed >>> 12) + 0.5) / 0x1p52;
    return -Math.log(u) / node.weight();
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  @Test
  void tenThousandServersFit() {
    Ring ring = build(equal("server-", 10_000));
    assertThat(Distribution.of(ring).maxOverFair()).isLessThan(4);
    Candidates cursor = ring.candidates(99, new Candidates());
    assertThat(IntStream.generate(cursor::next).limit(10_000).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void aTableThatWouldTakeTooLongIsRefusedWithTheWayOut() {
    RingSpec large = new RingSpec.Rendezvous(1 << 20);
    assertThatThrownBy(() -> Rings.build(large, equal("server-", 10_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("131,072 slots")
        .hasMessageContaining("'ring'");
  }

  @ParameterizedTest
  @CsvSource({
    "0,64",
    "-3,64",
    "63,64",
    "65,128",
    "65537,131072",
    "1048577,1048576",
    "2147483647,1048576"
  })
  void aTableThatIsNoPowerOfTwoIsRefusedNamingOne(int slots, String other) {
    assertThatThrownBy(() -> new RingSpec.Rendezvous(slots))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give " + other);
  }
}
