package io.ringway.ring.algorithm;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.Node;
import io.ringway.ring.RingSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * The algorithm that fills the table of a {@link MaglevRing}. Nodes take turns; in its turn, a node
 * takes the first free slot of its own permutation of all slots, (offset + j · skip) mod size.
 *
 * <p>Offset and skip are XXH3-64 of the hash key (UTF-8) with seeds 0 and 1: unsigned, mod size and
 * mod (size − 1) plus 1. The size is prime, so every skip visits all slots.
 *
 * <p>The paper leaves weights open ("altering the relative frequency of the backends' turns"). Here
 * every node has a first turn, so that none is without keys. Turn k after that is at time (k + ½) /
 * weight, k from 1; turns at the same time are in the order of the hash keys. This is the method of
 * Sainte-Laguë, which keeps shares as close to the weights as whole slots allow.
 */
final class MaglevFill {

  private static final Hasher64 OFFSET = Hashing.xxh3_64(0);
  private static final Hasher64 SKIP = Hashing.xxh3_64(1);

  private MaglevFill() {}

  /** Returns the node of each slot; no slots when there are no nodes. */
  static char[] fill(int size, List<Node> nodes) {
    if (nodes.size() > size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A Maglev table of %,d slots cannot hold %,d servers: give a table size of %d or"
                  + " more, best a hundred slots for each server.",
              size,
              nodes.size(),
              RingSpec.Maglev.nextPrime(nodes.size())));
    }
    if (nodes.isEmpty()) {
      return new char[0];
    }
    int[] owners = new int[size];
    Arrays.fill(owners, -1);
    PriorityQueue<Turns> queue = new PriorityQueue<>(nodes.size());
    int[] order = NodeOrder.byHashKey(nodes);
    for (int rank = 0; rank < order.length; rank++) {
      queue.add(new Turns(order[rank], rank, nodes.get(order[rank]), size));
    }
    for (int filled = 0; filled < size; filled++) {
      Turns turn = queue.remove();
      owners[turn.take(owners)] = turn.node;
      queue.add(turn);
    }
    char[] table = new char[size];
    for (int slot = 0; slot < size; slot++) {
      table[slot] = (char) owners[slot];
    }
    return table;
  }

  /** The turns of one node and its position in its permutation. */
  private static final class Turns implements Comparable<Turns> {

    private final int node;
    private final int rank;
    private final double weight;
    private final int skip;
    private int slot;
    private int taken;
    private double time;

    Turns(int node, int rank, Node of, int size) {
      byte[] key = of.hashKey().getBytes(StandardCharsets.UTF_8);
      this.node = node;
      this.rank = rank;
      this.weight = of.weight();
      this.slot = (int) Long.remainderUnsigned(OFFSET.hashBytesToLong(key), size);
      this.skip = (int) Long.remainderUnsigned(SKIP.hashBytesToLong(key), size - 1) + 1;
    }

    @Override
    public int compareTo(Turns other) {
      return time == other.time
          ? Integer.compare(rank, other.rank)
          : Double.compare(time, other.time);
    }

    int take(int[] owners) {
      while (owners[slot] >= 0) {
        slot += skip;
        if (slot >= owners.length) {
          slot -= owners.length;
        }
      }
      taken++;
      time = (taken + 0.5) / weight;
      return slot;
    }
  }
}
