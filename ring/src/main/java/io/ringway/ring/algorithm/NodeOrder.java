package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order in which a placement processes nodes one after the other. */
final class NodeOrder {

  private NodeOrder() {}

  /**
   * Returns the indices of the nodes in the order of their hash keys. Changing an id must not move
   * a key.
   */
  static int[] byHashKey(List<Node> nodes) {
    return IntStream.range(0, nodes.size())
        .boxed()
        .sorted(Comparator.comparing(i -> nodes.get(i).hashKey()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
