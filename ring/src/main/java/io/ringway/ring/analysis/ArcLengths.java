package io.ringway.ring.analysis;

import java.math.BigInteger;

/**
 * Arithmetic of lengths on the circle of 2⁶⁴ hashes. A length is an unsigned count of hashes in a
 * long. The whole turn, 2⁶⁴, does not fit and reads as 0; callers that add up lengths of at least
 * one hash know what that means.
 */
final class ArcLengths {

  private static final BigInteger TURN = BigInteger.ONE.shiftLeft(Long.SIZE);

  private ArcLengths() {}

  /** Returns the sum of at least one length. */
  static BigInteger exact(long sum) {
    return sum == 0 ? TURN : new BigInteger(Long.toUnsignedString(sum));
  }

  /**
   * Returns the expected overlap of two independent lengths: their product in turns, as a length.
   */
  static BigInteger product(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(Long.SIZE);
  }

  /** Returns a length in turns: 2⁶⁴ hashes are 1. */
  static double turns(BigInteger length) {
    return length.doubleValue() * 0x1p-64;
  }

  /** Returns the position of a hash on the circle: 0 to 1. */
  static double position(long hash) {
    return ((hash >>> 1) * 2.0 + (hash & 1)) * 0x1p-64;
  }

  static double end(long last) {
    return last == -1L ? 1 : position(last + 1);
  }
}
