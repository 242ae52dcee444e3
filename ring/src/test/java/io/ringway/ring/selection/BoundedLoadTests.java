package io.ringway.ring.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedLoadTests {

  @ParameterizedTest
  @CsvSource({
    "1.25, 1, 1, 3, 1", // never below one
    "1.25, 10, 1, 4, 4", // ⌈3.125⌉
    "1, 4, 1, 4, 1", // an exact fair share is not rounded up
    "1.1, 10, 1, 1, 11", // nor is a product that floating point puts slightly above
    "2, 9, 3, 6, 9",
    "100, 2147483647, 1, 1, 2147483647",
    "1, 1, 1, 0, 2147483647", // the last usable node went down at this moment
  })
  void theBoundIsTheFactorTimesTheFairPart(
      double factor, long inFlight, double weight, double usable, int bound) {
    assertThat(BoundedLoad.of(factor, inFlight, weight, usable)).isEqualTo(bound);
  }

  @Test
  void thereIsRoomForEveryRequest() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      double[] weights =
          random.doubles(1 + random.nextInt(20), 0.001, 1_000).map(w -> round(w)).toArray();
      double factor = 1 + (round % 3 == 0 ? 0 : random.nextDouble());
      long inFlight = 1L + random.nextInt(5_000);
      double usable = DoubleStream.of(weights).sum();
      long places =
          DoubleStream.of(weights)
              .mapToLong(w -> BoundedLoad.of(factor, inFlight, w, usable))
              .sum();
      assertThat(places).isGreaterThanOrEqualTo(inFlight);
    }
  }

  private static double round(double weight) {
    return Math.max(0.001, Math.round(weight * 1_000) / 1_000.0);
  }
}
