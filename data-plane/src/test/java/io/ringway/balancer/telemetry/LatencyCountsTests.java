package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyCountsTests {

  private static long total(LatencyDelta delta) {
    AtomicLong sum = new AtomicLong();
    delta.forEach((_, times) -> sum.addAndGet(times));
    return sum.get();
  }

  private static LatencyDelta counted(long... micros) {
    LatencyCounts counts = new LatencyCounts();
    for (long each : micros) {
      counts.add(each);
    }
    return new LatencyCounts().raiseTo(List.of(counts));
  }

  @Test
  void aCellTellsItsTimesToOnePercentAlsoThroughAHistogram() {
    Histogram histogram = new Histogram(LatencyCells.MAX_MICROS, LatencyCells.DIGITS);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100_000; i++) {
      long micros = i < 20_000 ? i : random.nextLong(1L << 8 + i % 24);
      long told = histogram.highestEquivalentValue(LatencyCells.micros(LatencyCells.of(micros)));
      assertThat(Math.abs(told - micros)).as("%d µs", micros).isLessThanOrEqualTo(micros / 100);
    }
    assertThat(LatencyCells.of(-1)).isZero();
    assertThat(LatencyCells.of(Long.MAX_VALUE))
        .isEqualTo(LatencyCells.of(LatencyCells.MAX_MICROS))
        .isEqualTo(LatencyCells.SIZE - 1);
  }

  @Test
  void aDeltaHoldsWhatWasCountedSinceTheOneBefore() {
    LatencyCounts one = new LatencyCounts();
    LatencyCounts other = new LatencyCounts();
    LatencyCounts sum = new LatencyCounts();
    one.add(300);
    other.add(300);
    other.add(90_000);
    assertThat(total(sum.raiseTo(List.of(one, other)))).isEqualTo(3);
    one.add(90_000);
    LatencyDelta next = sum.raiseTo(List.of(one, other));
    assertThat(total(next)).isEqualTo(1);
    assertThat(next.longest()).isEqualTo(LatencyCells.micros(LatencyCells.of(90_000)));
    assertThat(sum.raiseTo(List.of(one, other)).isEmpty()).isTrue();
  }

  @Test
  void deltasAddUp() throws Exception {
    LatencyDelta sum = counted(5, 697, 697).plus(counted(6, 697)).plus(LatencyDelta.NONE);
    Histogram expected = new Histogram(LatencyCells.DIGITS);
    for (long each : new long[] {5, 697, 697, 6, 697}) {
      expected.recordValue(each);
    }
    assertThat(decoded(new LatencyEncoder().encoded(sum))).isEqualTo(expected);
  }

  /** One read may miss the newest counts; all reads together lose none. */
  @Test
  void nothingIsLostOrCountedTwiceWhileTheWriterGoesOn() {
    LatencyCounts counts = new LatencyCounts();
    LatencyCounts seen = new LatencyCounts();
    Counter written = new Counter();
    int all = 2_000_000;
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          SplittableRandom random = new SplittableRandom(1);
          for (int i = 0; i < all; i++) {
            counts.add(random.nextLong(1L << i % 32));
            written.add();
          }
        });
    long sum = 0;
    while (sum < all) {
      long atLeast = written.value();
      long more = total(seen.raiseTo(List.of(counts)));
      assertThat(more).isNotNegative();
      sum += more;
      assertThat(sum).isBetween(atLeast, (long) all);
      if (writer.isCompletedExceptionally()) {
        break;
      }
    }
    writer.join();
    assertThat(sum).isEqualTo(all);
  }

  /** A reader of a report uses as much memory as the histogram's range requires. */
  @Test
  void anEncodedHistogramIsAsWideAsItsLatenciesWhateverCameBefore() throws Exception {
    LatencyEncoder encoder = new LatencyEncoder();
    assertThat(decoded(encoder.encoded(counted(LatencyCells.MAX_MICROS))).getTotalCount()).isOne();
    Histogram narrow = decoded(encoder.encoded(counted(900)));
    assertThat(narrow.getTotalCount()).isOne();
    assertThat(narrow.getHighestTrackableValue()).isLessThan(2_048);
    assertThat(encoder.encoded(LatencyDelta.NONE)).isEmpty();
  }

  private static Histogram decoded(String text) throws Exception {
    return Histogram.decodeFromCompressedByteBuffer(
        ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
  }
}
