package io.ringway.balancer.telemetry;

import java.util.Locale;
import java.util.stream.IntStream;

/** A histogram of times for {@code /metrics}, from half a millisecond to ten seconds. */
final class LatencyBuckets {

  /** Upper bounds in microseconds; the last one is open. */
  private static final long[] MICROS = {
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    Long.MAX_VALUE
  };

  static final int SIZE = MICROS.length;

  private final long[] counts = new long[SIZE];
  private double sumMicros;

  private static final String[] LABELS =
      IntStream.range(0, SIZE)
          .mapToObj(i -> SampleWriter.label("le", bound(i)))
          .toArray(String[]::new);

  private static String bound(int i) {
    return i == SIZE - 1 ? "+Inf" : String.format(Locale.ROOT, "%.4f", MICROS[i] / 1e6);
  }

  /** Returns the upper bound of a bucket in seconds, as a label. */
  static String label(int i) {
    return LABELS[i];
  }

  /** Returns the bucket of a time. */
  static int of(long micros) {
    int i = 0;
    while (micros > MICROS[i]) {
      i++;
    }
    return i;
  }

  void add(long micros, long times) {
    put(of(micros), times, (double) micros * times);
  }

  /** Adds the counts of a bucket from elsewhere. */
  void put(int bucket, long times, double micros) {
    counts[bucket] += times;
    sumMicros += micros;
  }

  long count(int i) {
    return counts[i];
  }

  double sumSeconds() {
    return sumMicros / 1e6;
  }
}
