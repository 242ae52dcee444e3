package io.ringway.balancer.accesslog;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The ring buffer between one event loop and the writing thread: four blocks. The loop fills a
 * block and hands it over; the writer empties them in the same order. Neither waits for the other:
 * when all are full, the loop has no room.
 */
final class LogBuffer {

  static final int COUNT = 4;
  static final int SIZE = 64 << 10;

  private final byte[][] memory = new byte[COUNT][SIZE];

  // Used by the loop until it hands the block over.
  private final int[] length = new int[COUNT];
  private final int[] lines = new int[COUNT];
  private final AtomicIntegerArray full = new AtomicIntegerArray(COUNT);
  private int filling;
  private int emptying;

  /**
   * Returns a block with room for this many bytes from {@link #start}, or null. By the loop only.
   */
  byte @Nullable [] reserve(int bytes) {
    if (full.getAcquire(filling) != 0) {
      return null;
    }
    if (length[filling] + bytes > SIZE) {
      handOver();
      if (full.getAcquire(filling) != 0) {
        return null;
      }
    }
    return memory[filling];
  }

  /** Returns the position at which the room starts. */
  int start() {
    return length[filling];
  }

  /** Records a line that was written up to here. */
  void written(int end) {
    length[filling] = end;
    lines[filling]++;
  }

  /** Hands the current block to the writer. By the loop only. */
  void handOver() {
    if (full.getAcquire(filling) == 0 && length[filling] > 0) {
      full.setRelease(filling, 1);
      filling = (filling + 1) % COUNT;
    }
  }

  /** A receiver of blocks. */
  interface Sink {
    void take(byte[] bytes, int length, int lines);
  }

  /** Empties the next full block; false when there is none. By the writer only. */
  boolean drainBlock(Sink sink) {
    int at = emptying;
    if (full.getAcquire(at) == 0) {
      return false;
    }
    sink.take(memory[at], length[at], lines[at]);
    length[at] = 0;
    lines[at] = 0;
    emptying = (at + 1) % COUNT;
    full.setRelease(at, 0);
    return true;
  }
}
