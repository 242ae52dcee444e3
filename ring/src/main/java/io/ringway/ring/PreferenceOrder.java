package io.ringway.ring;

/**
 * The order in which a placement prefers its nodes for a hash, as a chain of places. Each place
 * names a node; nodes may repeat, {@link Candidates} skips the ones already given.
 *
 * <p>A place is whatever 64 bits the placement needs: an index, or two packed into one. All methods
 * are pure functions, so one walk serves any number of cursors and threads and nothing is allocated
 * on the request path.
 */
public interface PreferenceOrder {

  /** How many places the walk of any hash has. Not negative. */
  long steps();

  /** The place of the owner. Called only if there are steps. */
  long first(long hash);

  /** The node at a place: its index in {@link Ring#nodes()}. */
  int node(long hash, long place);

  /** The place after this one. */
  long next(long hash, long place);

  /**
   * Writes all places of a hash in the order of the walk, for placements that have one for each
   * node and sort them all faster than they find them step by step.
   *
   * @param places has room for all nodes
   * @return whether they were written; if not, stepping is as cheap
   */
  default boolean list(long hash, long[] places) {
    return false;
  }

  /**
   * What a place is known by when a node takes with a part of its places: any 64 bits that depend
   * on the place alone, the same on each walk that comes by it.
   */
  long grain(long hash, long place);
}
