package io.ringway.ring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reusable cursor over the preference list of one hash. Create one for each event loop and pass
 * it to {@link Ring#candidates} again and again. Not safe for use by several threads.
 */
public final class Candidates {

  /** Steps after which a walk is asked for all its places at once. */
  private static final int PATIENCE = 8;

  // A node was given if its mark equals the epoch of this start: starting anew clears all marks
  // by counting up, without touching the array.
  private int[] marks = {};
  private int epoch;

  private @Nullable PreferenceOrder preferenceOrder;
  private @Nullable Participation parts;
  private long hash;
  private long place;
  private long steps;
  private long step;

  // The places of this walk, if it gave them all at once.
  private long[] places = {};
  private boolean listed;

  private int sweep;
  private int size;
  private int left;

  /** A cursor that stands nowhere until a ring sets it. */
  public Candidates() {}

  /**
   * Points the cursor at the start of a walk. For implementations of {@link Ring}.
   *
   * @param preferenceOrder the order of the hash, with repetitions
   * @param hash the hash to walk from
   * @param nodes how many nodes the ring has
   * @param parts the places that count, or null when all do; a node whose places are all passed
   *     over comes last
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
   * The index of the next node in {@link Ring#nodes()}, or {@link Ring#NONE} when every node was
   * given.
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
    // A node may have no place that counts: a collision took it, or it has only begun to join.
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

  /** Only when it is asked for: a step may cost more than a lookup, and most walks make none. */
  private long following(PreferenceOrder order) {
    if (step == PATIENCE) {
      listed = order.list(hash, places);
    }
    return listed ? places[(int) step] : order.next(hash, place);
  }
}
