package io.ringway.ring;

import java.nio.charset.StandardCharsets;

/** A hash function from the bytes of a key to the 64 bits that a ring places. */
@FunctionalInterface
public interface KeyHash {

  /** Hashes {@code length} bytes from {@code offset}. Allocates nothing. */
  long hash(byte[] bytes, int offset, int length);

  /**
   * Hashes the UTF-8 form of a text. A request that carries this text as its key has the same hash.
   */
  default long hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }
}
