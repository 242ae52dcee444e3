package io.ringway.control.traffic;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * The decoder of the histograms in reports. It does not use the library's decoder, so that a small
 * text cannot request a large table: the size is checked before anything is allocated.
 */
final class LatencyHistograms {

  private static final int MAX_TEXT = 256 * 1024;
  private static final int MAX_BYTES = 1024 * 1024;

  /** The initial size, enough for nearly all: a report has a histogram for each server. */
  private static final int USUAL_BYTES = 4 * 1024;

  private static final int HEADER_BYTES = 8;
  private static final int DIGITS_AT = 12;
  private static final int HIGHEST_AT = 24;
  private static final int MAX_DIGITS = 3;

  /** One day in microseconds: no request takes longer. */
  private static final long MAX_VALUE = 86_400_000_000L;

  private LatencyHistograms() {}

  /** Creates an empty histogram that grows with its values. */
  static Histogram empty() {
    return new Histogram(MAX_DIGITS);
  }

  /**
   * Decodes one histogram.
   *
   * @throws IllegalArgumentException when the text is not one; the message says why
   */
  static Histogram decode(String base64) {
    if (base64.length() > MAX_TEXT) {
      throw new IllegalArgumentException("a histogram of " + base64.length() + " characters");
    }
    byte[] packed = Base64.getDecoder().decode(base64);
    if (packed.length <= HEADER_BYTES) {
      throw new IllegalArgumentException("a histogram of " + packed.length + " bytes");
    }
    ByteBuffer plain = inflate(packed);
    if (plain.limit() < 40
        || plain.getInt(DIGITS_AT) < 0
        || plain.getInt(DIGITS_AT) > MAX_DIGITS
        || plain.getLong(HIGHEST_AT) < 2
        || plain.getLong(HIGHEST_AT) > MAX_VALUE) {
      throw new IllegalArgumentException("a histogram out of the agreed range");
    }
    try {
      return Histogram.decodeFromByteBuffer(plain, 0);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("a histogram that cannot be read", e);
    }
  }

  private static ByteBuffer inflate(byte[] packed) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed, HEADER_BYTES, packed.length - HEADER_BYTES);
      byte[] plain = new byte[USUAL_BYTES];
      int length = inflater.inflate(plain);
      while (length == plain.length && length < MAX_BYTES && !inflater.finished()) {
        plain = Arrays.copyOf(plain, length * 2);
        length += inflater.inflate(plain, length, length);
      }
      if (!inflater.finished()) {
        throw new IllegalArgumentException("a histogram that is cut off or too large");
      }
      return ByteBuffer.wrap(plain, 0, length);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a histogram that is not compressed as agreed", e);
    }
  }
}
