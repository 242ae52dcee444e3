package io.ringway.balancer.telemetry;

/**
 * The cells in which latencies are counted. The first 128 hold one microsecond each; from there on
 * every power of two is divided into 64. A cell is told by a time in its middle, at most one
 * percent off: as near as an {@link org.HdrHistogram.Histogram} with two significant digits, which
 * has cells of half the width and tells them by their end.
 */
final class LatencyCells {

  static final int DIGITS = 2;

  /** The longest time that is told apart, an hour; a longer one is counted as an hour. */
  static final long MAX_MICROS = 3_600_000_000L;

  private static final int BITS = 6;

  /** How many cells there are. */
  static final int SIZE = of(MAX_MICROS) + 1;

  private LatencyCells() {}

  /** Returns the cell of a time; one that is out of range goes to the first or last cell. */
  static int of(long micros) {
    long value = Math.clamp(micros, 0, MAX_MICROS);
    int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
    return (shift << BITS) + (int) (value >>> shift);
  }

  /** Returns the time in microseconds that stands for all of a cell. */
  static long micros(int cell) {
    int shift = Math.max(0, (cell >>> BITS) - 1);
    long from = cell - ((long) shift << BITS) << shift;
    return shift == 0 ? from : from + (1L << shift - 1) - 1;
  }
}
