package io.ringway.ring.algorithm;

import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The builder of the classroom's circle: a ring whose points stand on a few slots. Use it through
 * {@link io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. Virtual node j of a server is hashed to a slot by XXH3-64 of its hash
 * key with seed j. Servers are placed in the order of their hash keys; when the slot is taken, the
 * virtual node takes the next free one. So the place of a server depends on the servers placed
 * before it: one more server can displace others, whose keys then move unnecessarily. A key belongs
 * to the first virtual node at or after its slot. As a {@link PointRing}, that is a point on the
 * last hash of each taken slot.
 */
public final class ClassroomCircle {

  private ClassroomCircle() {}

  /**
   * Builds the circle.
   *
   * @param nodes ordered by id, without duplicates
   * @throws IllegalArgumentException when there are more virtual nodes than slots
   */
  public static Ring build(RingSpec.Slots spec, List<Node> nodes, KeyHash keyHash) {
    int[] counts = nodes.stream().mapToInt(node -> virtualNodes(spec, node)).toArray();
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    if (total > spec.slots()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The circle has %,d slots and the servers need %,d: give it more slots, the servers"
                  + " fewer virtual nodes (now %,d for weight 1), or take the algorithm 'ring'.",
              spec.slots(),
              total,
              spec.virtualNodes()));
    }
    long[] hashes = new long[(int) total];
    char[] owners = new char[(int) total];
    BitSet taken = new BitSet(spec.slots());
    int made = 0;
    for (int node : NodeOrder.byHashKey(nodes)) {
      byte[] key = nodes.get(node).hashKey().getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < counts[node]; j++) {
        int wanted = SlotIndex.of(Hashing.xxh3_64(j).hashBytesToLong(key), spec.slots());
        int slot = taken.nextClearBit(wanted);
        if (slot >= spec.slots()) {
          slot = taken.nextClearBit(0);
        }
        taken.set(slot);
        hashes[made] = last(slot, spec.slots());
        owners[made++] = (char) node;
      }
    }
    return new PointRing(spec, nodes, keyHash, PointTable.of(hashes, owners));
  }

  private static int virtualNodes(RingSpec.Slots spec, Node node) {
    return (int) Math.max(1, Math.round(spec.virtualNodes() * node.weight()));
  }

  private static long last(int slot, int slots) {
    return slot + 1 == slots ? -1L : SlotIndex.start(slot + 1, slots) - 1;
  }
}
