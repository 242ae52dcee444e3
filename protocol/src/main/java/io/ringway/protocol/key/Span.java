package io.ringway.protocol.key;

/** A reusable pointer to bytes: an array with the start and the end of the part that counts. */
public final class Span {

  byte[] bytes = {};
  int from;
  int to;

  /** Points nowhere until set. */
  public Span() {}

  boolean set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    return true;
  }

  /** The hash of the bytes. */
  public long hash(io.ringway.ring.KeyHash hash) {
    return hash.hash(bytes, from, to - from);
  }
}
