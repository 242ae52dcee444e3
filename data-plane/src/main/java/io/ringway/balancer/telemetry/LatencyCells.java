package io.ringway.balancer.telemetry;

/**
 * The cells in which latencies are counted: those of an {@link org.HdrHistogram.Histogram} with two
 * significant digits, at most one percent wide. The first 128 cells hold one microsecond each; from
 * there on every power of two is divided into 128 cells.
 */
final class LatencyCells {

  static final int DIGITS = 2;

  /** The longest time that is told apart, an hour; a longer one is counted as an hour. */
  static final long MAX_MICROS = 3_600_000_000L;

  private static final int BITS = 7;

  /** How many cells there are. */
  static final int SIZE = of(MAX_MICROS) + 1;

  private LatencyCells() {}

  /** Returns the cell of a time; one that is out of range goes to the first or last cell. */
  static int of(long micros) {
    long value = Math.clamp(micros, 0, MAX_MICROS);
    int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
    return (shift << BITS) + (int) (value >>> shift);
  }

  /** Returns the longest time that belongs to a cell, in microseconds. */
  static long longest(int cell) {
    int shift = Math.max(0, (cell >>> BITS) - 1);
    long from = cell - ((long) shift << BITS);
    return (from + 1 << shift) - 1;
  }
}
