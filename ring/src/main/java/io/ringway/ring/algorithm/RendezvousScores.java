package io.ringway.ring.algorithm;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores of nodes for slots: weighted rendezvous hashing. Immutable.
 *
 * <p>Each pair of slot and node has a number v, uniform between 0 and 1. The node with the least
 * −ln(1 − v) / weight comes first. This is an exponential variable of rate weight, so node i is the
 * first of any set with a probability equal to its weight in that set. (Schindler and Schrimpf
 * write it as the largest −weight / ln u, which is the same order.)
 *
 * <p>Notes for maintainers.
 *
 * <p>v is bits 12 to 63 of SplitMix64's finaliser over (XXH3-64 of the hash key, UTF-8, with seed
 * 1) xor (the finaliser of (slot + 1) · 0x9e3779b97f4a7c15), plus one half, over 2⁵². The seed is 1
 * because {@link Participation} mixes the same way with seed 0, and a node that joins with a tenth
 * of its slots must not get its best tenth.
 *
 * <p>A score is the upper 48 bits of the double, with the index of the node below them: one long to
 * compare, in which the order of ids breaks ties. {@link StrictMath} returns the same bits on every
 * machine.
 *
 * <p>The logarithm would take nine tenths of the time. But −ln(1 − v) ≥ v, so a node whose v is
 * above the best score so far times its weight cannot win. The logarithm is computed only for the
 * few that can, about ln(nodes) of them.
 */
final class RendezvousScores {

  /** A score above that of every node. */
  static final long NOBODY = Long.MAX_VALUE;

  private static final Hasher64 SALTS = Hashing.xxh3_64(1);
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int NODE_BITS = 0xffff;

  /** A margin that exceeds any rounding error in the bound many times over. */
  private static final double SLACK = 1 + 0x1p-30;

  private final long[] salts;
  private final double[] weights;
  private final double[] limits;

  RendezvousScores(List<Node> nodes) {
    salts =
        nodes.stream()
            .mapToLong(n -> SALTS.hashBytesToLong(n.hashKey().getBytes(StandardCharsets.UTF_8)))
            .toArray();
    weights = nodes.stream().mapToDouble(Node::weight).toArray();
    limits = nodes.stream().mapToDouble(n -> n.weight() * SLACK).toArray();
  }

  /** Returns the node of a score. */
  static int node(long score) {
    return (int) score & NODE_BITS;
  }

  long of(int slot, int node) {
    return score(even(word(slot), node), node);
  }

  /** Returns the node that comes first in a slot. There must be at least one node. */
  char first(int slot) {
    return (char) node(next(slot, -1, null));
  }

  /**
   * Returns the least score above another one, or {@link #NOBODY}.
   *
   * @param above −1 for the least of all
   * @param parts the nodes that take traffic in each slot; null when all do
   */
  long next(int slot, long above, @Nullable Participation parts) {
    long word = word(slot);
    long best = NOBODY;
    double bound = Double.POSITIVE_INFINITY;
    for (int node = 0; node < salts.length; node++) {
      double even = even(word, node);
      if (even <= bound * limits[node] && (parts == null || parts.takes(node, slot))) {
        long score = score(even, node);
        if (score > above && score < best) {
          best = score;
          bound = bound(score);
        }
      }
    }
    return best;
  }

  /** Returns the smaller of a score and that of a node. */
  long lesser(int slot, long score, int node) {
    double even = even(word(slot), node);
    return even > bound(score) * limits[node] ? score : Math.min(score, score(even, node));
  }

  /** Computes all scores of a slot. */
  void all(int slot, long[] scores) {
    long word = word(slot);
    for (int node = 0; node < salts.length; node++) {
      scores[node] = score(even(word, node), node);
    }
  }

  private static double bound(long score) {
    return Double.longBitsToDouble(score | NODE_BITS);
  }

  private static long word(int slot) {
    return RingDigest.mix((slot + 1) * GOLDEN);
  }

  private double even(long word, int node) {
    return ((RingDigest.mix(salts[node] ^ word) >>> 12) + 0.5) * 0x1p-52;
  }

  private long score(double even, int node) {
    double exponential = -StrictMath.log1p(-even) / weights[node];
    return (Double.doubleToRawLongBits(exponential) & ~NODE_BITS) | node;
  }

  /** Returns the size of the arrays in bytes. */
  long bytes() {
    return (long) Long.BYTES * salts.length
        + (long) Double.BYTES * (weights.length + limits.length);
  }
}
