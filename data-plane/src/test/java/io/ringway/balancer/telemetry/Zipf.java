package io.ringway.balancer.telemetry;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A Zipf distribution of keys: the frequency of the n-th most frequent one is proportional to
 * 1/n^s.
 */
final class Zipf {

  private final SplittableRandom random;
  private final double[] cumulated;

  Zipf(long seed, int keys, double exponent) {
    random = new SplittableRandom(seed);
    cumulated = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulated[i] = sum;
    }
  }

  /** Returns the rank of the next key, from 0. */
  int next() {
    double drawn = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, drawn);
    return found < 0 ? -found - 1 : found;
  }
}
