package io.ringway.ring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reusable cursor over the preference list of one hash. Create one for each event loop and pass
 * it to {@link Ring#candidates} for every request. Not thread-safe.
 */
public final class Candidates {

  /** Number of steps after which the cursor asks the placement for all places at once. */
  private static final int STEPS_BEFORE_LISTING = 8;

  // A node was returned if its mark equals the current epoch. A new start increments the epoch,
  // which clears all marks without touching the array.
  private int[] marks = {};
  private int epoch;

  private @Nullable PreferenceOrder preferenceOrder;
  private @Nullable Participation parts;
  private long hash;
  private long place;
  private long steps;
  private long step;

  // All places of this walk, if the placement listed them at once.
  private long[] places = {};
  private boolean listed;

  private int sweep;
  private int size;
  private int left;

  /** Creates a cursor without a position; a ring sets it. */
  public Candidates() {}

  /**
   * Points the cursor at the start of a preference order. For implementations of {@link Ring}.
   *
   * @param preferenceOrder the order of the hash, with repetitions
   * @param hash the hash to start from
   * @param nodes number of nodes of the ring
   * @param parts the places that take traffic, or null when all do; a node none of whose places
   *     takes traffic comes last
   * @return this cursor
   */
  public Candidates start(
      PreferenceOrder preferenceOrder, long hash, int nodes, @Nullable Participation parts) {
    if (marks.length < nodes) {
      marks = new int[nodes];
      places = new long[nodes];
      epoch = 0;
    }
    if (++epoch == 0) {
      Arrays.fill(marks, 0);
      epoch = 1;
    }
    this.preferenceOrder = preferenceOrder;
    this.parts = parts;
    this.hash = hash;
    size = nodes;
    left = nodes;
    sweep = 0;
    step = 0;
    listed = false;
    steps = nodes == 0 ? 0 : preferenceOrder.steps();
    return this;
  }

  /**
   * Returns the index of the next node in {@link Ring#nodes()}, or {@link Ring#NONE} when every
   * node was returned.
   */
  public int next() {
    PreferenceOrder order = preferenceOrder;
    if (left == 0 || order == null) {
      return Ring.NONE;
    }
    Participation only = parts;
    while (step < steps) {
      place = step == 0 ? order.first(hash) : following(order);
      step++;
      int node = order.node(hash, place);
      boolean counts =
          marks[node] != epoch && (only == null || only.takes(node, order.grain(hash, place)));
      if (counts) {
        marks[node] = epoch;
        left--;
        return node;
      }
    }
    // A node may have no place that takes traffic: a collision took it, or the node has only begun
    // to join.
    while (sweep < size) {
      int node = sweep++;
      if (marks[node] != epoch) {
        marks[node] = epoch;
        left--;
        return node;
      }
    }
    return Ring.NONE;
  }

  /**
   * Returns the next place. Computed only on demand: a step may cost more than a lookup, and most
   * requests need none.
   */
  private long following(PreferenceOrder order) {
    if (step == STEPS_BEFORE_LISTING) {
      listed = order.list(hash, places);
    }
    return listed ? places[(int) step] : order.next(hash, place);
  }
}
