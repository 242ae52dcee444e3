package io.ringway.ring.analysis;

import io.ringway.ring.Coverage;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/**
 * The share of all keys that each node serves. Exact: the sum of the lengths of its arcs, not a
 * sample. Immutable.
 */
public final class Distribution {

  private final List<Node> nodes;
  private final BigInteger[] lengths;
  private final double[] fair;

  private Distribution(List<Node> nodes, BigInteger[] lengths, double[] fair) {
    this.nodes = nodes;
    this.lengths = lengths;
    this.fair = fair;
  }

  /** Returns the shares when every node takes traffic. */
  public static Distribution of(Ring ring) {
    return of(ring, _ -> true);
  }

  /**
   * Returns the shares when only some nodes take traffic; the keys of the others go to their next
   * candidates.
   */
  public static Distribution of(Ring ring, Predicate<Node> taking) {
    return of(ring, Participation.of(ring.nodes(), taking));
  }

  /**
   * Returns the shares when nodes take traffic with a part of their places. A node that takes half
   * has half its weight in {@link #fairShare}.
   *
   * @param parts made for the nodes of the ring
   */
  public static Distribution of(Ring ring, Participation parts) {
    List<Node> nodes = ring.nodes();
    Coverage coverage = ring.coverage(parts);
    double[] fair = new double[nodes.size()];
    double weights = 0;
    for (int i = 0; i < fair.length; i++) {
      fair[i] = nodes.get(i).weight() * parts.part(i);
      weights += fair[i];
    }
    for (int i = 0; i < fair.length && weights > 0; i++) {
      fair[i] /= weights;
    }
    return new Distribution(nodes, lengths(coverage, nodes.size()), fair);
  }

  static BigInteger[] lengths(Coverage coverage, int nodes) {
    long[] sums = new long[nodes];
    boolean[] serves = new boolean[nodes];
    for (int run = 0; run < coverage.size(); run++) {
      int node = coverage.node(run);
      if (node != Ring.NONE) {
        sums[node] += coverage.last(run) - coverage.start(run) + 1;
        serves[node] = true;
      }
    }
    BigInteger[] lengths = new BigInteger[nodes];
    for (int i = 0; i < nodes; i++) {
      lengths[i] = serves[i] ? ArcLengths.exact(sums[i]) : BigInteger.ZERO;
    }
    return lengths;
  }

  /** Returns the nodes, in the order of the indices. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the share of a node by its index in {@link Ring#nodes()}: 0 to 1. */
  public double share(int nodeIndex) {
    return ArcLengths.turns(lengths[nodeIndex]);
  }

  /**
   * Returns the share of a node by its id: 0 to 1.
   *
   * @throws IllegalArgumentException when the ring has no such node
   */
  public double shareOf(String id) {
    for (int i = 0; i < lengths.length; i++) {
      if (nodes.get(i).id().equals(id)) {
        return share(i);
      }
    }
    throw new IllegalArgumentException("The ring has no node '" + id + "'.");
  }

  /**
   * Returns the share in proportion to the weight: its weight over the weights of all nodes that
   * take traffic; 0 to 1.
   */
  public double fairShare(int nodeIndex) {
    return fair[nodeIndex];
  }

  /**
   * Returns the ratio of share to fair share of the most loaded node: 1 is perfect; 0 when no node
   * takes traffic.
   */
  public double maxOverFair() {
    double max = 0;
    for (int i = 0; i < fair.length; i++) {
      if (fair[i] > 0) {
        max = Math.max(max, share(i) / fair[i]);
      }
    }
    return max;
  }

  /**
   * Returns the ratio of share to fair share of the least loaded node: 1 is perfect; 0 when no node
   * takes traffic.
   */
  public double minOverFair() {
    double min = Double.POSITIVE_INFINITY;
    for (int i = 0; i < fair.length; i++) {
      if (fair[i] > 0) {
        min = Math.min(min, share(i) / fair[i]);
      }
    }
    return min == Double.POSITIVE_INFINITY ? 0 : min;
  }
}
