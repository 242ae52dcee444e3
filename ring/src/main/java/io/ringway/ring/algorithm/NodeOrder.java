package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Who comes first where nodes are served one after the other. */
final class NodeOrder {

  private NodeOrder() {}

  /** The indices of the nodes in the order of their hash keys: what ids are must move no key. */
  static int[] byHashKey(List<Node> nodes) {
    return IntStream.range(0, nodes.size())
        .boxed()
        .sorted(Comparator.comparing(i -> nodes.get(i).hashKey()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
