package io.ringway.balancer.telemetry;

/**
 * The cells in which latencies are counted. The first 128 hold one microsecond each; above that
 * every power of two is divided into 64. The middle of a cell stands for all its times, at most one
 * percent off. That is as exact as an {@link org.HdrHistogram.Histogram} with two significant
 * digits, whose cells have half the width and are represented by their end.
 */
final class LatencyCells {

  static final int DIGITS = 2;

  /** The longest time, an hour; a longer one counts as an hour. */
  static final long MAX_MICROS = 3_600_000_000L;

  private static final int BITS = 6;

  /** The number of cells. */
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
