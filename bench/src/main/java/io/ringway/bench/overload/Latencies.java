package io.ringway.bench.overload;

import java.util.Arrays;

/**
 * The latencies of a good client, from the moment a request was due, in milliseconds.
 *
 * @param failed requests without a 200 response
 */
record Latencies(int requests, int failed, double p50, double p99, double most) {

  private static final double NANOS = 1e6;

  /** Returns the percentiles of waits in nanoseconds, in any order. */
  static Latencies of(long[] waits, int failed) {
    long[] sorted = waits.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted.length, failed, at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, rank)] / NANOS;
  }
}
