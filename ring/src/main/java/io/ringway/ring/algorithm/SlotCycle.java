package io.ringway.ring.algorithm;

/**
 * A pseudo-random cycle through all slots of a table: the order of further candidates after a slot.
 * The same for all tables of one size.
 *
 * <p>Notes for maintainers. The nodes of a Maglev table stand on arithmetic progressions, so a slot
 * correlates with the next one and with any at a fixed distance: the keys of a failed node would go
 * to few others. Sattolo's algorithm (1986) shuffles into a permutation of one single cycle, so a
 * walk visits every slot before it comes back. SplitMix64 with seed 0 drives it.
 */
final class SlotCycle {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final int[] next;

  /** Creates the cycle of slots 0 to {@code slots} − 1. */
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

  /** Returns the slot after a slot. */
  int after(int slot) {
    return next[slot];
  }

  /** Returns the size of the array in bytes. */
  long bytes() {
    return (long) Integer.BYTES * next.length;
  }
}
