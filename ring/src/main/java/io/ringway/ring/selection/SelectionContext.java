package io.ringway.ring.selection;

import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * What a choice looks at: a ring, and what its nodes are up to now. Nodes are spoken of by their
 * index in {@link Ring#nodes()}.
 */
public interface SelectionContext {

  /** The order of preference for each key. */
  Ring ring();

  /** The places that take while some nodes join, null when all do. */
  @Nullable Participation parts();

  /** Whether a request may be sent to the node. */
  boolean usable(int node);

  /** The load bound as a multiple of the fair part; 0 without one, then nothing is counted. */
  double boundedLoad();

  /** Requests in flight on all nodes, the one that is to be placed included. */
  long inFlight();

  /** Requests in flight on a node. */
  int inFlight(int node);

  /** The weight of all usable nodes together. */
  double usableWeight();

  /**
   * Counts one more request on a node, unless there are that many already.
   *
   * @return whether it was counted
   */
  boolean enter(int node, int bound);
}
