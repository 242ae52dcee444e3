package io.ringway.balancer.telemetry;

import java.util.Arrays;
import java.util.List;

/**
 * The counts of latencies, in memory that grows with their range: 32 cells of {@link LatencyCells}
 * are one chunk of 128 bytes, and only chunks with a count exist. Latencies of one server use one
 * or two dozen of the 54 chunks.
 *
 * <p>One thread counts with a lookup and a plain add; another one may read at any time. Counts only
 * rise and are never reset, so a reader loses none: a count that it does not see yet appears at the
 * next read. Counts before a store that the reader acquires are always visible. A count overflows
 * after four billion responses; readers use differences, which stay correct.
 */
final class LatencyCounts {

  private static final int BITS = 5;
  private static final int CHUNK = 1 << BITS;
  private static final int CHUNKS = (LatencyCells.SIZE + CHUNK - 1) / CHUNK;
  private static final Chunks NONE = new Chunks(new byte[CHUNKS], new int[0]);

  /**
   * The existing chunks. Their positions never change, so that a reader never sees a position
   * without counts.
   */
  private static final class Chunks {

    /** The position of each chunk in the counts plus 1; 0 when it does not exist. */
    private final byte[] places;

    private final int[] counts;

    Chunks(byte[] places, int[] counts) {
      this.places = places;
      this.counts = counts;
    }

    /** Returns the start of a chunk's counts, or a negative number when it does not exist. */
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

  /** Counts a latency. By the counting thread only. */
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

  /** Raises these counts to the sum of others; returns the difference. By the counting thread. */
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
