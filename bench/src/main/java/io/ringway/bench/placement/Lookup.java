package io.ringway.bench.placement;

/** The lookup of a key's server among servers 0 to n − 1. */
interface Lookup {

  /** Returns the server of a hash of 64 bits. */
  int owner(long hash);

  /**
   * Returns the server of a key, including the hashing that a user of this placement would choose.
   */
  int owner(String key);
}
