package io.ringway.ring.selection;

import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The selection of nodes for one request. It skips nodes that are unusable, full or already tried.
 * Reused from request to request; allocates nothing once it has grown. Not thread-safe.
 *
 * <p>The order of a key is fixed: the node that it is pinned to, then the candidates of the ring. A
 * request of a shared (spread) key starts at one of the first usable candidates, drawn at random
 * for each request, and continues in order. The first usable node below its bound takes the
 * request. If there is none, the usable one with the fewest requests in flight for its weight does.
 */
public final class NodeSelection {

  private final Candidates cursor;
  private final IntUnaryOperator draw;
  private long hash;
  private int pinnedTo;
  private int sharing;
  private int[] tried = new int[8];
  private int triedCount;
  private int spilledFrom = Ring.NONE;
  private int last = Ring.NONE;

  /**
   * Creates a selection that has not started.
   *
   * @param cursor may be shared with everything else on this thread
   * @param draw returns a random number from 0 inclusive to its argument exclusive
   */
  public NodeSelection(Candidates cursor, IntUnaryOperator draw) {
    this.cursor = cursor;
    this.draw = draw;
  }

  /** Starts the selection for a key. */
  public void start(long keyHash) {
    start(keyHash, Ring.NONE, 0);
  }

  /** Starts the selection for a key that is pinned to a node. */
  public void startPinned(long keyHash, int node) {
    start(keyHash, node, 0);
  }

  /** Starts the selection for a key that the first usable nodes share. */
  public void startShared(long keyHash, int nodes) {
    start(keyHash, Ring.NONE, nodes);
  }

  private void start(long keyHash, int node, int nodes) {
    hash = keyHash;
    pinnedTo = node;
    sharing = nodes;
    triedCount = 0;
  }

  /**
   * Returns the next node for the request, or {@link Ring#NONE}. The node counts as tried from now
   * on. With a load bound, the request is counted on the node.
   */
  public int next(SelectionContext in) {
    spilledFrom = Ring.NONE;
    int preferred = preferred(in);
    int node =
        in.boundedLoad() != 0
            ? bounded(in, preferred)
            : preferred != Ring.NONE ? preferred : first(in);
    if (node != Ring.NONE) {
      if (triedCount == tried.length) {
        tried = Arrays.copyOf(tried, triedCount * 2);
      }
      tried[triedCount++] = node;
    }
    last = node;
    return node;
  }

  /**
   * Returns the first node that the last {@link #next} passed over because it was at its bound, or
   * {@link Ring#NONE}.
   */
  public int spilledFrom() {
    return spilledFrom;
  }

  /** Returns the result of the last {@link #next}. */
  public int last() {
    return last;
  }

  /** Returns the owner of the key on the ring, or {@link Ring#NONE}. */
  public int owner(SelectionContext in) {
    return in.ring().owner(hash);
  }

  /** Returns whether the key is pinned to this node. */
  public boolean isPinnedTo(int node) {
    return pinnedTo == node && node != Ring.NONE;
  }

  /** Returns whether several nodes share the key. */
  public boolean isShared() {
    return sharing > 0;
  }

  /** Returns the number of nodes that were tried. */
  public int tried() {
    return triedCount;
  }

  /** Marks the last node as not tried, because it did nothing wrong. */
  public void forgetLast() {
    triedCount--;
  }

  /** Returns the node that comes before the order of the ring, or {@link Ring#NONE}. */
  private int preferred(SelectionContext in) {
    if (pinnedTo != Ring.NONE) {
      return free(in, pinnedTo) ? pinnedTo : Ring.NONE;
    }
    if (sharing == 0 || triedCount > 0) {
      return Ring.NONE;
    }
    int usable = 0;
    Candidates walk = walk(in);
    for (int node = walk.next(); node != Ring.NONE && usable < sharing; node = walk.next()) {
      if (in.usable(node)) {
        usable++;
      }
    }
    if (usable == 0) {
      return Ring.NONE;
    }
    int left = draw.applyAsInt(usable);
    walk = walk(in);
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      if (in.usable(node) && left-- == 0) {
        return node;
      }
    }
    return Ring.NONE; // one went down between the two walks: the order of the ring decides
  }

  private int first(SelectionContext in) {
    Candidates walk = walk(in);
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      if (free(in, node)) {
        return node;
      }
    }
    return Ring.NONE;
  }

  private int bounded(SelectionContext in, int preferred) {
    long inFlight = in.inFlight();
    double usableWeight = in.usableWeight();
    int least = Ring.NONE;
    double leastLoad = Double.POSITIVE_INFINITY;
    Candidates walk = walk(in);
    for (int node = preferred == Ring.NONE ? walk.next() : preferred;
        node != Ring.NONE;
        node = walk.next()) {
      if (!free(in, node) || node == spilledFrom) {
        continue;
      }
      double weight = in.ring().nodes().get(node).weight();
      int bound = BoundedLoad.of(in.boundedLoad(), inFlight, weight, usableWeight);
      if (in.enter(node, bound)) {
        return node;
      }
      spilledFrom = spilledFrom == Ring.NONE ? node : spilledFrom;
      double load = in.inFlight(node) / weight;
      if (load < leastLoad) {
        leastLoad = load;
        least = node;
      }
    }
    if (least != Ring.NONE) {
      in.enter(least, Integer.MAX_VALUE);
    }
    return least;
  }

  private Candidates walk(SelectionContext in) {
    return in.ring().candidates(hash, cursor, in.parts());
  }

  private boolean free(SelectionContext in, int node) {
    if (!in.usable(node)) {
      return false;
    }
    for (int i = 0; i < triedCount; i++) {
      if (tried[i] == node) {
        return false;
      }
    }
    return true;
  }
}
