package io.ringway.control.traffic;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The counts of latencies in a compact form for storage: two numbers for each latency that
 * occurred. A histogram takes some 40 kB for a single slow response, and one is kept for each
 * server and second. For one thread.
 */
final class LatencyCounts {

  // Both have the same length; latencies ascend.
  private long[] latencies = {};
  private long[] counts = {};

  /** Adds all latencies of a histogram. */
  void add(Histogram histogram) {
    long[] mergedLatencies = new long[16];
    long[] mergedCounts = new long[16];
    int size = 0;
    int at = 0;
    for (HistogramIterationValue each : histogram.recordedValues()) {
      long latency = histogram.lowestEquivalentValue(each.getValueIteratedTo());
      int from = at;
      while (at < latencies.length && latencies[at] < latency) {
        at++;
      }
      int room = size + at - from + 1;
      if (room > mergedLatencies.length) {
        mergedLatencies = Arrays.copyOf(mergedLatencies, room * 2);
        mergedCounts = Arrays.copyOf(mergedCounts, room * 2);
      }
      System.arraycopy(latencies, from, mergedLatencies, size, at - from);
      System.arraycopy(counts, from, mergedCounts, size, at - from);
      size += at - from;
      boolean known = at < latencies.length && latencies[at] == latency;
      mergedLatencies[size] = latency;
      mergedCounts[size++] = each.getCountAtValueIteratedTo() + (known ? counts[at++] : 0);
    }
    int rest = latencies.length - at;
    long[] allLatencies = Arrays.copyOf(mergedLatencies, size + rest);
    long[] allCounts = Arrays.copyOf(mergedCounts, size + rest);
    System.arraycopy(latencies, at, allLatencies, size, rest);
    System.arraycopy(counts, at, allCounts, size, rest);
    latencies = allLatencies;
    counts = allCounts;
  }

  /** Adds all latencies to a histogram. */
  void addTo(Histogram sum) {
    for (int i = 0; i < latencies.length; i++) {
      sum.recordValueWithCount(latencies[i], counts[i]);
    }
  }
}
