package io.ringway.balancer.telemetry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** A writer of Prometheus text lines into a buffer, without allocation. */
public final class SampleWriter {

  private static final int MOST_DIGITS = 20;
  private static final long FRACTION = 1_000_000;

  private final ByteBuf out;
  private final byte[] digits = new byte[MOST_DIGITS];

  SampleWriter(ByteBuf out) {
    this.out = out;
  }

  /** Returns a label with its escaped value: {@code name="value"}. */
  static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  /** Returns the labels of a server of a cluster. */
  public static String labels(String cluster, String server) {
    return label("cluster", cluster) + "," + label("server", server);
  }

  /** Writes text as it is. */
  void text(CharSequence text) {
    ByteBufUtil.writeUtf8(out, text);
  }

  /**
   * Writes a sample.
   *
   * @param labels as {@link #labels} makes them
   */
  public void sample(String name, String labels, long value) {
    sample(name, "", labels, "", value);
  }

  /** Writes a sample that has one more label. */
  void sample(String name, String suffix, String labels, String label, long value) {
    head(name, suffix, labels, label);
    number(value, 1);
    out.writeByte('\n');
  }

  /** Writes a sample with six decimals; the value must not be negative. */
  void sample(String name, String suffix, String labels, double value) {
    head(name, suffix, labels, "");
    long millionths = Math.round(value * FRACTION);
    number(millionths / FRACTION, 1);
    out.writeByte('.');
    number(millionths % FRACTION, 6);
    out.writeByte('\n');
  }

  private void head(String name, String suffix, String labels, String label) {
    text(name);
    text(suffix);
    if (!labels.isEmpty() || !label.isEmpty()) {
      out.writeByte('{');
      text(labels);
      if (!labels.isEmpty() && !label.isEmpty()) {
        out.writeByte(',');
      }
      text(label);
      out.writeByte('}');
    }
    out.writeByte(' ');
  }

  private void number(long value, int least) {
    long rest = value;
    if (rest < 0) {
      out.writeByte('-');
      rest = -rest;
    }
    int at = MOST_DIGITS;
    while (rest > 0 || MOST_DIGITS - at < least) {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    out.writeBytes(digits, at, MOST_DIGITS - at);
  }

  /** Writes a histogram of times in seconds. */
  void histogram(String name, String labels, LatencyBuckets latencyBuckets) {
    long below = 0;
    for (int i = 0; i < LatencyBuckets.SIZE; i++) {
      below += latencyBuckets.count(i);
      sample(name, "_bucket", labels, LatencyBuckets.label(i), below);
    }
    sample(name, "_sum", labels, latencyBuckets.sumSeconds());
    sample(name, "_count", labels, "", below);
  }
}
