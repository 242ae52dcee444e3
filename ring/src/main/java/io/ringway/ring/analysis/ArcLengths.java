package io.ringway.ring.analysis;

import java.math.BigInteger;

/**
 * Lengths on the circle of 2⁶⁴ hashes. A length is an unsigned count of hashes in a long; the whole
 * turn, 2⁶⁴, is the one that does not fit: it reads as 0, and callers that add up lengths of at
 * least one hash know from that.
 */
final class ArcLengths {

  private static final BigInteger TURN = BigInteger.ONE.shiftLeft(Long.SIZE);

  private ArcLengths() {}

  /** The sum of at least one length. */
  static BigInteger exact(long sum) {
    return sum == 0 ? TURN : new BigInteger(Long.toUnsignedString(sum));
  }

  /** What two independent lengths have in common: their product in turns, as a length. */
  static BigInteger product(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(Long.SIZE);
  }

  /** In turns: 2⁶⁴ hashes are 1. */
  static double turns(BigInteger length) {
    return length.doubleValue() * 0x1p-64;
  }

  /** Where a hash stands on the circle: 0 to 1. */
  static double position(long hash) {
    return ((hash >>> 1) * 2.0 + (hash & 1)) * 0x1p-64;
  }

  static double end(long last) {
    return last == -1L ? 1 : position(last + 1);
  }
}
