package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns points of 32 bits into a table of 64-bit points with the value in the high half. A hash
 * whose low half is zero is then ordered among them as its high half is among the values, so shares
 * and arcs of the hash space are those of the 32-bit circle.
 */
final class CirclePoints {

  private CirclePoints() {}

  /** Computes the points of a hash key, as many as there is room for. */
  interface Source {
    void fill(String hashKey, int[] points);
  }

  /**
   * Returns the table of some nodes: round(pointsPerWeight · weight) points each, at least one, no
   * value twice. A value that several nodes share belongs to the one with the smallest hash key.
   *
   * @throws IllegalArgumentException when there would be too many points
   */
  static PointTable table(int pointsPerWeight, List<Node> nodes, Source source) {
    int[] counts = new int[nodes.size()];
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) Math.max(1, Math.round(pointsPerWeight * nodes.get(i).weight()));
      total += counts[i];
    }
    if (total > PointTable.MAX_POINTS) {
      throw new IllegalArgumentException(
          String.format(
              "The ring would have %,d points (%d for each unit of weight), the most is %,d:"
                  + " divide all weights by the same number.",
              total, pointsPerWeight, PointTable.MAX_POINTS));
    }
    // The value, then the rank of the hash key: both in one unsigned order.
    int[] byRank =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(Comparator.comparing(i -> nodes.get(i).hashKey()))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] ranked = new long[(int) total];
    int next = 0;
    for (int rank = 0; rank < byRank.length; rank++) {
      int[] points = new int[counts[byRank[rank]]];
      source.fill(nodes.get(byRank[rank]).hashKey(), points);
      for (int point : points) {
        ranked[next++] = ((long) point << Integer.SIZE | rank) ^ Long.MIN_VALUE;
      }
    }
    Arrays.sort(ranked);
    int kept = 0;
    for (int i = 0; i < ranked.length; i++) {
      if (i == 0 || ranked[i] >>> Integer.SIZE != ranked[i - 1] >>> Integer.SIZE) {
        ranked[kept++] = ranked[i];
      }
    }
    long[] hashes = new long[kept];
    char[] owners = new char[kept];
    for (int i = 0; i < kept; i++) {
      long point = ranked[i] ^ Long.MIN_VALUE;
      hashes[i] = point >>> Integer.SIZE << Integer.SIZE;
      owners[i] = (char) byRank[(int) point];
    }
    return PointTable.of(hashes, owners);
  }
}
