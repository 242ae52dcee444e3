package io.ringway.balancer.telemetry;

import java.util.Arrays;
import java.util.List;

/**
 * How often each latency was measured, in memory that grows with the range that was: 32 cells of
 * {@link LatencyCells} are one chunk of 128 bytes, and only chunks with a count exist. Latencies of
 * one server span a dozen or two of the 54.
 *
 * <p>One thread counts, which is a lookup and a plain add; another one may read at any time. Counts
 * only rise and nothing is ever reset, hence a reader cannot lose one: what it does not see yet it
 * sees the next time. Whatever was counted before a store that the reader acquires is seen for
 * sure. A count overflows after four billion answers; readers take differences, which stay right.
 */
final class LatencyCounts {

  private static final int BITS = 5;
  private static final int CHUNK = 1 << BITS;
  private static final int CHUNKS = (LatencyCells.SIZE + CHUNK - 1) / CHUNK;
  private static final Chunks NONE = new Chunks(new byte[CHUNKS], new int[0]);

  /**
   * The chunks that exist. Their places never change, so that a reader never meets a place without
   * its counts.
   */
  private static final class Chunks {

    /** By chunk: 0 when it does not exist, else its place in the counts, plus 1. */
    private final byte[] places;

    private final int[] counts;

    Chunks(byte[] places, int[] counts) {
      this.places = places;
      this.counts = counts;
    }

    /** Returns where the counts of a chunk begin, or a negative number without the chunk. */
    int start(int chunk) {
      return places[chunk] - 1 << BITS;
    }

    Chunks with(int chunk) {
      byte[] more = places.clone();
      more[chunk] = (byte) (counts.length / CHUNK + 1);
      return new Chunks(more, Arrays.copyOf(counts, counts.length + CHUNK));
    }
  }

  private volatile Chunks chunks = NONE;

  /** Counts a latency. By the one thread that counts. */
  void add(long micros) {
    add(LatencyCells.of(micros), 1);
  }

  private void add(int cell, int times) {
    Chunks now = chunks;
    int chunk = cell >>> BITS;
    int start = now.start(chunk);
    if (start < 0) {
      now = now.with(chunk);
      start = now.start(chunk);
      chunks = now;
    }
    now.counts[start + (cell & CHUNK - 1)] += times;
  }

  /** Raises these counts to the sum of others, and returns by how much. By the one that counts. */
  LatencyDelta raiseTo(List<LatencyCounts> others) {
    Chunks[] parts = others.stream().map(other -> other.chunks).toArray(Chunks[]::new);
    LatencyDelta.Builder delta = new LatencyDelta.Builder();
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      if (exists(chunk, parts)) {
        raise(chunk, parts, delta);
      }
    }
    return delta.build();
  }

  private static boolean exists(int chunk, Chunks[] parts) {
    for (Chunks part : parts) {
      if (part.start(chunk) >= 0) {
        return true;
      }
    }
    return false;
  }

  private void raise(int chunk, Chunks[] parts, LatencyDelta.Builder delta) {
    Chunks own = chunks;
    int ownStart = own.start(chunk);
    for (int i = 0; i < CHUNK; i++) {
      int more = ownStart < 0 ? 0 : -own.counts[ownStart + i];
      for (Chunks part : parts) {
        int start = part.start(chunk);
        more += start < 0 ? 0 : part.counts[start + i];
      }
      if (more != 0) {
        int cell = (chunk << BITS) + i;
        delta.add(cell, more);
        add(cell, more);
      }
    }
  }
}
