package io.ringway.routing.key;

import io.ringway.ring.KeyHash;
import java.util.Arrays;

/** A reusable reference to bytes: an array with the start and the end of a part. */
public final class Span {

  byte[] bytes = {};
  int from;
  int to;

  private byte[] parts = {};

  /** Creates an empty span. */
  public Span() {}

  /**
   * Points at the bytes from {@code from} inclusive to {@code to} exclusive.
   *
   * @return true
   */
  public boolean set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    return true;
  }

  /** Returns the number of bytes. */
  public int length() {
    return to - from;
  }

  /** Copies the first bytes, at most {@code most} of them. */
  public void copyTo(byte[] target, int at, int most) {
    System.arraycopy(bytes, from, target, at, Math.min(most, length()));
  }

  /** Appends the bytes to the parts that were joined before, and returns the new length. */
  int join(int length) {
    int joined = length + to - from;
    if (joined > parts.length) {
      parts = Arrays.copyOf(parts, Math.max(joined, 2 * parts.length));
    }
    System.arraycopy(bytes, from, parts, length, to - from);
    return joined;
  }

  /** Points at the joined parts. */
  boolean joined(int length) {
    return set(parts, 0, length);
  }

  /**
   * Truncates a list to its first element, without blanks around it. A comma within double quotes
   * does not end the element (RFC 9110, sections 5.6.1 and 5.6.4).
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

  /** Returns the hash of the bytes. */
  public long hash(KeyHash hash) {
    return hash.hash(bytes, from, to - from);
  }

  /** Returns a copy of the bytes. */
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
