package io.ringway.ring;

/**
 * The order in which a placement prefers its nodes for a hash, as a chain of places. Each place
 * belongs to a node. Nodes may repeat; {@link Candidates} skips those it has already returned.
 *
 * <p>A place is any 64 bits that the placement needs: an index, or two packed into one. All methods
 * are pure functions, so one order serves any number of cursors and threads, and the request path
 * allocates nothing.
 */
public interface PreferenceOrder {

  /** Returns the number of places in the order of any hash. Not negative. */
  long steps();

  /** Returns the place of the owner. Called only if {@link #steps} is positive. */
  long first(long hash);

  /** Returns the node of a place by its index in {@link Ring#nodes()}. */
  int node(long hash, long place);

  /** Returns the place after this one. */
  long next(long hash, long place);

  /**
   * Writes all places of a hash in order of preference. For placements that have one place for each
   * node and can sort them all faster than find them step by step.
   *
   * @param places has room for all nodes
   * @return whether they were written; if not, stepping is as cheap
   */
  default boolean list(long hash, long[] places) {
    return false;
  }

  /**
   * Returns the grain of a place: any 64 bits that depend on the place alone. It decides whether
   * the place takes traffic while its node takes only a part.
   */
  long grain(long hash, long place);
}
