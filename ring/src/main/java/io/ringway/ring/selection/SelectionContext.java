package io.ringway.ring.selection;

import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * The input of a node selection: a ring and the present state of its nodes. Nodes are identified by
 * their index in {@link Ring#nodes()}.
 */
public interface SelectionContext {

  /** Returns the ring with the order of preference for each key. */
  Ring ring();

  /** Returns the places that take traffic while some nodes join, null when all do. */
  @Nullable Participation parts();

  /** Returns whether a request may be sent to the node. */
  boolean usable(int node);

  /**
   * Returns the load bound as a multiple of the fair share; 0 without one. Without a bound, nothing
   * is counted.
   */
  double boundedLoad();

  /** Returns the requests in flight on all nodes, the one to be placed included. */
  long inFlight();

  /** Returns the requests in flight on a node. */
  int inFlight(int node);

  /** Returns the weight of all usable nodes together. */
  double usableWeight();

  /**
   * Counts one more request on a node, unless the node is at the bound.
   *
   * @return whether it was counted
   */
  boolean enter(int node, int bound);
}
