package io.ringway.bench.placement;

/** Finds the server of a key among servers 0 to n − 1. */
interface Lookup {

  /** The server of a hash of 64 bits. */
  int owner(long hash);

  /** The server of a key: hashing, with what the user of this placement would take, and looking. */
  int owner(String key);
}
