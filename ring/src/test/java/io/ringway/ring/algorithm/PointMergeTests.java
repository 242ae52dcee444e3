package io.ringway.ring.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.ring.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points that collide on one hash, which never happens with hashes of 64 bits. */
class PointMergeTests {

  private record Point(long hash, int node) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void mergedTablesAreSortedAsFreshOnes(int seed) {
    Random random = new Random(seed);
    List<Node> before = new ArrayList<>();
    List<Node> after = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Node node = new Node("node-" + (char) ('a' + i));
      if (random.nextInt(4) > 0) {
        before.add(node);
      }
      if (seed % 3 > 0 ? before.contains(node) || random.nextBoolean() : random.nextBoolean()) {
        after.add(node);
      }
    }
    NodeChange change = NodeChange.between(before, after);
    List<Point> old = points(before, _ -> true, random.nextInt());
    List<Point> now = new ArrayList<>();
    for (Point point : old) {
      if (change.moved[point.node] >= 0) {
        now.add(new Point(point.hash, change.moved[point.node]));
      }
    }
    List<Point> added =
        points(after, i -> Arrays.stream(change.added).anyMatch(a -> a == i), random.nextInt());
    now.addAll(added);
    PointTable merged = PointMerge.merge(table(old), change, table(added), now.size());
    PointTable fresh = table(now);
    assertThat(merged.hashes).isEqualTo(fresh.hashes);
    assertThat(merged.owners).isEqualTo(fresh.owners);
    for (long hash = -20; hash < 20 && !now.isEmpty(); hash++) {
      assertThat(merged.at(hash << 59)).isEqualTo(fresh.at(hash << 59));
      assertThat(merged.at(hash)).isEqualTo(fresh.at(hash));
    }
  }

  /** Returns some points for some nodes on 16 hashes all around the circle. */
  private static List<Point> points(
      List<Node> nodes, java.util.function.IntPredicate which, int seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int node = 0; node < nodes.size(); node++) {
      for (int j = 0; j < 5 && which.test(node); j++) {
        points.add(new Point(random.nextLong(16) << 60, node));
      }
    }
    return points;
  }

  private static PointTable table(List<Point> points) {
    char[] owners = new char[points.size()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = (char) points.get(i).node;
    }
    return PointTable.of(points.stream().mapToLong(Point::hash).toArray(), owners);
  }
}
