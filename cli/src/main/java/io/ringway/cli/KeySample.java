package io.ringway.cli;

import io.ringway.ring.Rings;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A count of distinct keys, and of those that move, in bounded memory. Keys are identified by their
 * fingerprint. When there is no more room, the half of them whose fingerprint has one more low bit
 * set is dropped, and later keys of that half are ignored too. What is left is a fair sample of all
 * distinct keys, from which their number is estimated (adaptive sampling, Flajolet 1990).
 */
final class KeySample {

  private static final int DEFAULT_SLOTS = 1 << 21;

  private final long[] slots;
  private final BitSet moves;
  private int size;
  private int moved;
  private int level;

  KeySample() {
    this(DEFAULT_SLOTS);
  }

  /**
   * Creates a sample with room for half as many keys as there are slots.
   *
   * @param slots a power of two
   */
  KeySample(int slots) {
    this.slots = new long[slots];
    this.moves = new BitSet(slots);
  }

  /**
   * Counts a key.
   *
   * @param moves whether it goes to another server than before
   * @return whether this key is new, as far as the sample shows
   */
  boolean add(byte[] key, boolean moves) {
    // Zero stands for an empty slot.
    long print = Math.max(1, Rings.FINGERPRINT.hash(key, 0, key.length) >>> 1);
    boolean counts = (print & mask()) == 0;
    boolean fresh = counts && put(print, moves);
    while (2 * size > slots.length) {
      level++;
      thin();
    }
    return fresh;
  }

  private long mask() {
    return (1L << level) - 1;
  }

  private boolean put(long print, boolean moving) {
    int at = (int) (print >>> 32) & slots.length - 1;
    while (slots[at] != 0 && slots[at] != print) {
      at = at + 1 & slots.length - 1;
    }
    boolean fresh = slots[at] == 0 || (moving && !moves.get(at));
    size += slots[at] == 0 ? 1 : 0;
    slots[at] = print;
    if (moving && !moves.get(at)) {
      moves.set(at);
      moved++;
    }
    return fresh;
  }

  private void thin() {
    long[] before = slots.clone();
    BitSet moving = (BitSet) moves.clone();
    Arrays.fill(slots, 0);
    moves.clear();
    size = 0;
    moved = 0;
    for (int at = 0; at < before.length; at++) {
      if (before[at] != 0 && (before[at] & mask()) == 0) {
        put(before[at], moving.get(at));
      }
    }
  }

  /** Returns whether the numbers are exact rather than estimated. */
  boolean exact() {
    return level == 0;
  }

  /** Returns the number of distinct keys, or an estimate. */
  long distinct() {
    return (long) size << level;
  }

  /** Returns the number of distinct keys that move, or an estimate. */
  long moved() {
    return (long) moved << level;
  }
}
