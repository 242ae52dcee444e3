package io.ringway.ring.algorithm;

/** The division of the 2⁶⁴ hashes into equal slots. */
final class SlotIndex {

  private SlotIndex() {}

  /** Returns the slot of a hash, by its high bits: from 0 to {@code count} − 1. */
  static int of(long hash, int count) {
    return (int) Math.unsignedMultiplyHigh(hash, count);
  }

  /** Returns the first hash of a slot, unsigned: ⌈slot · 2⁶⁴ / count⌉. */
  static long start(int slice, int count) {
    // 2⁶⁴ = quotient · count + rest, so that nothing here needs more than 64 bits.
    long quotient = Long.divideUnsigned(-1L, count);
    long rest = Long.remainderUnsigned(-1L, count) + 1;
    return slice * quotient + Math.ceilDiv(slice * rest, (long) count);
  }
}
