package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import java.util.Arrays;
import java.util.List;

/**
 * The difference between the nodes of a ring and those of the next one. A node with another weight
 * or another hash key counts as removed and added.
 */
final class NodeChange {

  /**
   * The index of each old node in the new ring, or {@link Ring#NONE} when it was removed. Ascending
   * apart from those.
   */
  final int[] moved;

  /** The indices of the new nodes, ascending. */
  final int[] added;

  /** True if any node was removed. */
  final boolean gone;

  private NodeChange(int[] moved, int[] added, boolean gone) {
    this.moved = moved;
    this.added = added;
    this.gone = gone;
  }

  /** Compares two lists that are ordered by id. */
  static NodeChange between(List<Node> before, List<Node> after) {
    int[] moved = new int[before.size()];
    int[] added = new int[after.size()];
    int additions = 0;
    boolean gone = false;
    int a = 0;
    int b = 0;
    while (a < before.size() || b < after.size()) {
      int order =
          a == before.size()
              ? 1
              : b == after.size() ? -1 : before.get(a).id().compareTo(after.get(b).id());
      if (order == 0 && before.get(a).equals(after.get(b))) {
        moved[a++] = b++;
        continue;
      }
      if (order <= 0) {
        moved[a++] = Ring.NONE;
        gone = true;
      }
      if (order >= 0) {
        added[additions++] = b++;
      }
    }
    return new NodeChange(moved, Arrays.copyOf(added, additions), gone);
  }
}
