package io.ringway.routing.explain;

import io.ringway.protocol.Explanation;
import io.ringway.ring.Candidates;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.selection.LoadSnapshot;
import io.ringway.ring.selection.NodeSelection;
import io.ringway.routing.steering.PinTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one key in order, found by the same selection that requests use. Nodes are
 * identified by their index.
 */
final class KeyRoute {

  private final LoadSnapshot loadSnapshot;
  private final PinTable pins;
  private final long hash;
  private final long fingerprint;

  // The number that the draw for a shared key returns, and how many nodes it draws from.
  private int drawn;
  private int sharing;

  private final NodeSelection nodeSelection =
      new NodeSelection(
          new Candidates(),
          nodes -> {
            sharing = nodes;
            return Math.min(drawn, nodes - 1);
          });

  /** The nodes that get the key: none, one, or several that share it. */
  final List<Integer> takers;

  /** The nodes in slow start that would come before the taker if all their places took traffic. */
  final Set<Integer> joining = new HashSet<>();

  KeyRoute(LoadSnapshot loadSnapshot, PinTable pins, long hash, long fingerprint) {
    this.loadSnapshot = loadSnapshot;
    this.pins = pins;
    this.hash = hash;
    this.fingerprint = fingerprint;
    this.takers = takers(loadSnapshot);
  }

  private List<Integer> takers(LoadSnapshot in) {
    Set<Integer> found = new LinkedHashSet<>();
    sharing = 1;
    for (drawn = 0; drawn < sharing; drawn++) {
      pins.start(nodeSelection, hash, fingerprint);
      int node = nodeSelection.next(in);
      if (node != Ring.NONE) {
        found.add(node);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Returns the node that takes the key if this node dies: a new one if there is any, else one that
   * already had it.
   */
  int without(int node) {
    List<Integer> then = takers(loadSnapshot.without(node));
    return then.stream()
        .filter(each -> !takers.contains(each))
        .findFirst()
        .orElse(then.isEmpty() ? Ring.NONE : then.getFirst());
  }

  /**
   * Returns the nodes in the order in which they are considered, up to the maximum of an
   * explanation.
   *
   * @param pinnedTo a node, or {@link Ring#NONE}
   */
  List<Integer> steps(int pinnedTo) {
    List<Integer> steps = order(loadSnapshot.parts());
    Participation parts = loadSnapshot.parts();
    if (parts != null && !takers.isEmpty() && pinnedTo != takers.getFirst()) {
      moveJoiningForward(steps, parts);
    }
    if (pinnedTo != Ring.NONE) {
      steps.removeIf(node -> node == pinnedTo);
      steps.addFirst(pinnedTo);
    }
    return steps.size() > Explanation.MAX_STEPS ? steps.subList(0, Explanation.MAX_STEPS) : steps;
  }

  /**
   * Moves nodes that only slow start keeps from the key to where they would be with all their
   * places.
   */
  private void moveJoiningForward(List<Integer> steps, Participation parts) {
    int taker = takers.getFirst();
    List<Integer> whole = order(null);
    List<Integer> before = whole.subList(0, Math.max(0, whole.indexOf(taker)));
    for (int i = before.size() - 1; i >= 0; i--) {
      int node = before.get(i);
      int at = steps.indexOf(node);
      int taken = steps.indexOf(taker);
      if (parts.part(node) < 1 && (at < 0 || at > taken)) {
        steps.removeIf(each -> each == node);
        steps.add(place(steps, whole, i, taken), node);
        joining.add(node);
      }
    }
  }

  /**
   * Returns the position before the first node, up to the taker, that follows this one on the whole
   * ring.
   */
  private static int place(List<Integer> steps, List<Integer> whole, int rank, int taken) {
    for (int i = 0; i < taken; i++) {
      if (whole.indexOf(steps.get(i)) > rank) {
        return i;
      }
    }
    return taken;
  }

  /**
   * Returns the candidates, up to the maximum of an explanation, but at least up to the last taker.
   */
  private List<Integer> order(@Nullable Participation parts) {
    List<Integer> order = new ArrayList<>();
    Set<Integer> missing = new HashSet<>(takers);
    Candidates walk = loadSnapshot.ring().candidates(hash, new Candidates(), parts);
    for (int node = walk.next();
        node != Ring.NONE && (order.size() < Explanation.MAX_STEPS || !missing.isEmpty());
        node = walk.next()) {
      order.add(node);
      missing.remove(node);
    }
    return order;
  }
}
