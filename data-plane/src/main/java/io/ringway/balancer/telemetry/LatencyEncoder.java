package io.ringway.balancer.telemetry;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of latencies as the HdrHistograms of reports. One serves all servers, since a
 * histogram takes up to 27 kB and as much again for its encoding. For one thread at a time.
 */
final class LatencyEncoder {

  /**
   * The histograms by the bits of the longest time. A reader's memory depends on the histogram's
   * range, which should not be an hour for a server that responds within milliseconds.
   */
  private final @Nullable Histogram[] histograms = new @Nullable Histogram[Long.SIZE + 1];

  private byte[] bytes = new byte[0];

  /** Returns a compressed histogram in base64, or nothing for no latencies. */
  String encoded(LatencyDelta latencies) {
    if (latencies.isEmpty()) {
      return "";
    }
    Histogram histogram = histogram(latencies.longest());
    latencies.forEach(histogram::recordValueWithCount);
    int most = histogram.getNeededByteBufferCapacity();
    if (bytes.length < most) {
      bytes = new byte[most];
    }
    int length = histogram.encodeIntoCompressedByteBuffer(ByteBuffer.wrap(bytes));
    histogram.reset();
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length));
  }

  private Histogram histogram(long longest) {
    int bits = Math.max(8, Long.SIZE - Long.numberOfLeadingZeros(longest));
    Histogram histogram = histograms[bits];
    if (histogram == null) {
      histogram = new Histogram((1L << bits) - 1, LatencyCells.DIGITS);
      histograms[bits] = histogram;
    }
    return histogram;
  }
}
