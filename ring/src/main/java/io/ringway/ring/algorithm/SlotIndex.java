package io.ringway.ring.algorithm;

/** The 2⁶⁴ hashes cut into equal runs: which one a hash lies in, and where one starts. */
final class SlotIndex {

  private SlotIndex() {}

  /** The slice of a hash, by its high bits: from 0 to {@code count} − 1. */
  static int of(long hash, int count) {
    return (int) Math.unsignedMultiplyHigh(hash, count);
  }

  /** The first hash of a slice, unsigned: ⌈slice · 2⁶⁴ / count⌉. */
  static long start(int slice, int count) {
    // 2⁶⁴ = quotient · count + rest, so that nothing here needs more than 64 bits.
    long quotient = Long.divideUnsigned(-1L, count);
    long rest = Long.remainderUnsigned(-1L, count) + 1;
    return slice * quotient + Math.ceilDiv(slice * rest, (long) count);
  }
}
