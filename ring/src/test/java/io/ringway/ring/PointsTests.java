package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.analysis.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointsTests implements PlacementContract {

  @Override
  public RingSpec spec() {
    return RingSpec.DEFAULT;
  }

  @Override
  public Promise promise() {
    return new Promise(1.05, 1.10, 0.05, 0, 0.25, 0.012);
  }

  @Test
  void ownersAreThoseOfATreeOfPoints() {
    for (int points : new int[] {1, 2, 3, 100}) {
      List<Node> nodes = List.of(new Node("a", 0.001), new Node("b", 1.5), new Node("c", 7));
      Ring ring = Rings.build(new RingSpec.Points(points), nodes);
      TreeMap<Long, Integer> tree = new TreeMap<>(Long::compareUnsigned);
      for (int i = 0; i < nodes.size(); i++) {
        byte[] id = nodes.get(i).id().getBytes(StandardCharsets.UTF_8);
        for (int j = 0; j < Math.max(1, Math.round(points * nodes.get(i).weight())); j++) {
          tree.put(Hashing.xxh3_64(j).hashBytesToLong(id), i);
        }
      }
      List<Long> hashes = new java.util.ArrayList<>(tree.keySet());
      tree.keySet().forEach(p -> hashes.add(p + 1));
      new Random(1).longs(5_000).forEach(hashes::add);
      for (long hash : hashes) {
        Map.Entry<Long, Integer> entry = tree.ceilingEntry(hash);
        assertThat(ring.owner(hash))
            .isEqualTo(entry == null ? tree.firstEntry().getValue() : entry.getValue());
      }
    }
  }

  @Test
  void tenThousandNodesFit() {
    Ring ring = Rings.build(new RingSpec.Points(128), equal("server-", 10_000));
    Distribution distribution = Distribution.of(ring);
    assertThat(distribution.maxOverFair()).isLessThan(1.6);
    Candidates cursor = ring.candidates(99, new Candidates());
    assertThat(IntStream.generate(cursor::next).limit(10_000).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void aRingThatWouldNotFitInMemoryIsRefusedWithTheWayOut() {
    List<Node> heavy =
        IntStream.range(0, 200).mapToObj(i -> new Node("s" + i, Node.MAX_WEIGHT)).toList();
    assertThatThrownBy(() -> build(heavy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("points")
        .hasMessageContaining("weights");
  }

  @Test
  void keysHashWithXxHash64() {
    KeyHash hash = Rings.keyHash(RingSpec.DEFAULT);
    assertThat(hash.hash("user-0")).isEqualTo(0x7c1b2034a0684560L);
    assertThat(hash.hash("user-1")).isEqualTo(0xa173746b114c6be8L);
    assertThat(hash.hash("user-42")).isEqualTo(0x397e9d3a76af7c81L);
    assertThat(hash.hash("/img/7919/a.png")).isEqualTo(0xa6d68d0398e20c8eL);
    assertThat(hash.hash("sess-abc")).isEqualTo(0x1422758a16ad43a1L);
  }
}
