package io.ringway.ring;

import java.nio.charset.StandardCharsets;

/** Turns the bytes of a key into the 64 bits that a ring places. */
@FunctionalInterface
public interface KeyHash {

  /** Hashes {@code length} bytes from {@code offset}. Allocates nothing. */
  long hash(byte[] bytes, int offset, int length);

  /**
   * Hashes the UTF-8 form of a text: what a request that carries this text as its key hashes to.
   */
  default long hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }
}
