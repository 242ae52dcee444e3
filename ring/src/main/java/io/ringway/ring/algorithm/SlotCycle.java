package io.ringway.ring.algorithm;

/**
 * A tour of all slots of a table, from each to another one that is as good as random: where a walk
 * goes on from a slot. The same for all tables of a size.
 *
 * <p>Notes for maintainers. The nodes of a Maglev table stand on arithmetic progressions, so the
 * slot beside, or any at a fixed distance, has much to do with the slot: the keys of a failed node
 * would go to few others. Sattolo's algorithm (1986) shuffles into a permutation of one single
 * cycle, so a walk meets every slot before it comes back; SplitMix64 with seed 0 drives it.
 */
final class SlotCycle {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final int[] next;

  /** Plans a tour of slots 0 to {@code slots} − 1. */
  SlotCycle(int slots) {
    next = new int[slots];
    for (int i = 0; i < slots; i++) {
      next[i] = i;
    }
    long state = 0;
    for (int i = slots - 1; i > 0; i--) {
      state += GOLDEN;
      int other = SlotIndex.of(RingDigest.mix(state), i);
      int held = next[i];
      next[i] = next[other];
      next[other] = held;
    }
  }

  int slots() {
    return next.length;
  }

  /** Where the tour goes from a slot. */
  int after(int slot) {
    return next[slot];
  }

  /** What its array takes. */
  long bytes() {
    return (long) Integer.BYTES * next.length;
  }
}
