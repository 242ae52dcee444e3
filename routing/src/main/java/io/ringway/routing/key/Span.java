package io.ringway.routing.key;

import io.ringway.ring.KeyHash;
import java.util.Arrays;

/** A reusable pointer to bytes: an array with the start and the end of the part that counts. */
public final class Span {

  byte[] bytes = {};
  int from;
  int to;

  private byte[] parts = {};

  /** Points nowhere until set. */
  public Span() {}

  /**
   * Points to the bytes from {@code from} to before {@code to}.
   *
   * @return true
   */
  public boolean set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    return true;
  }

  /** How many bytes there are. */
  public int length() {
    return to - from;
  }

  /** Copies the first bytes, {@code most} of them at most. */
  public void copyTo(byte[] target, int at, int most) {
    System.arraycopy(bytes, from, target, at, Math.min(most, length()));
  }

  /** Puts the bytes behind the parts that were put together before; gives the new length. */
  int join(int length) {
    int joined = length + to - from;
    if (joined > parts.length) {
      parts = Arrays.copyOf(parts, Math.max(joined, 2 * parts.length));
    }
    System.arraycopy(bytes, from, parts, length, to - from);
    return joined;
  }

  /** Points at the parts that were put together. */
  boolean joined(int length) {
    return set(parts, 0, length);
  }

  /**
   * Cuts a list to what stands before its first comma, without blanks around it. A comma within
   * double quotes ends nothing (RFC 9110, sections 5.6.1 and 5.6.4).
   *
   * @return true
   */
  boolean firstElement() {
    boolean quoted = false;
    int end = from;
    while (end < to && (quoted || bytes[end] != ',')) {
      if (bytes[end] == '"') {
        quoted = !quoted;
      } else if (quoted && bytes[end] == '\\') {
        end++;
      }
      end++;
    }
    to = Math.min(end, to);
    while (from < to && blank(bytes[from])) {
      from++;
    }
    while (from < to && blank(bytes[to - 1])) {
      to--;
    }
    return true;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The hash of the bytes. */
  public long hash(KeyHash hash) {
    return hash.hash(bytes, from, to - from);
  }

  /** The bytes, copied. */
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
