package io.ringway.balancer.telemetry;

import io.ringway.protocol.HotKey;
import io.ringway.routing.key.Span;
import java.util.Arrays;

/**
 * Counts how often keys are asked for, in memory that never grows: Space-Saving of Metwally,
 * Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT
 * 2005. A key that was asked for more often than {@code requests / COUNTERS} has a counter for
 * sure, and no counter is too high by more than that.
 *
 * <p>The counters stand in an array, the highest first, and those of one count are a run. To count
 * a key that has a counter is one probe of a hash index, then a swap with the first of its run,
 * from where it moves on to the run before or to one of its own: constant time, as with the linked
 * buckets of the paper, in 12 KiB of plain arrays. A key without a counter takes over the last one,
 * with its count as the error. Nothing is allocated. Not safe for use by several threads.
 */
final class KeySketch {

  /** How many keys are counted at once: the error is at most 0.4 % of the requests. */
  static final int COUNTERS = 256;

  /**
   * Four times as many, a power of two. An empty cell holds 0, any other the counter's place plus
   * 1.
   */
  private static final int CELLS = 1_024;

  private final long[] hashes = new long[COUNTERS];
  private final long[] counts = new long[COUNTERS];
  private final long[] errors = new long[COUNTERS];

  /** The index, and where in it each counter stands. */
  private final short[] index = new short[CELLS];

  private final short[] cells = new short[COUNTERS];

  /** The run of each counter, where each run starts, and the runs that are not in use. */
  private final short[] runs = new short[COUNTERS];

  private final short[] starts = new short[COUNTERS];
  private final short[] idle = new short[COUNTERS];
  private int idles;

  /** The texts, a stretch for each counter, which moves with it; empty when none are kept. */
  private final byte[] texts;

  private final int[] lengths = new int[COUNTERS];
  private final short[] stretches = new short[COUNTERS];

  private int used;
  private boolean takenOver;
  private long requests;

  /**
   * Counts from zero.
   *
   * @param shown whether the keys themselves are kept: 64 KiB more
   */
  KeySketch(boolean shown) {
    texts = new byte[shown ? COUNTERS * HotKey.MAX_KEY_BYTES : 0];
    for (short i = 0; i < COUNTERS; i++) {
      stretches[i] = i;
    }
    idleRuns();
  }

  boolean shown() {
    return texts.length > 0;
  }

  /** Whether nothing was counted since the last {@link #drain}. */
  boolean empty() {
    return requests == 0;
  }

  /** Counts one request. */
  void count(long fingerprint, Span key) {
    requests++;
    int cell = cell(fingerprint);
    int at = index[cell] - 1;
    if (at < 0) {
      at = enter(fingerprint, cell);
      keep(at, key);
    }
    raise(at);
  }

  private void raise(int at) {
    short run = runs[at];
    int first = starts[run];
    if (first != at) {
      swap(first, at);
    }
    long count = ++counts[first];
    boolean alone = first + 1 == used || runs[first + 1] != run;
    boolean joins = first > 0 && counts[first - 1] == count;
    if (!alone) {
      starts[run] = (short) (first + 1);
    } else if (joins) {
      idle[idles++] = run;
    }
    if (joins) {
      runs[first] = runs[first - 1];
    } else if (!alone) {
      begin(first);
    }
  }

  /** Begins a run with the counter at this place. */
  private void begin(int at) {
    short run = idle[--idles];
    runs[at] = run;
    starts[run] = (short) at;
  }

  private void idleRuns() {
    for (short run = 0; run < COUNTERS; run++) {
      idle[run] = run;
    }
    idles = COUNTERS;
  }

  /** The cell of a fingerprint, or the empty one where it belongs. */
  private int cell(long fingerprint) {
    int cell = (int) fingerprint & CELLS - 1;
    while (index[cell] != 0 && hashes[index[cell] - 1] != fingerprint) {
      cell = cell + 1 & CELLS - 1;
    }
    return cell;
  }

  /** The place of a counter for a new key: a free one, or the one of the rarest key. */
  private int enter(long fingerprint, int cell) {
    int at;
    if (used < COUNTERS) {
      at = used++;
      counts[at] = 0;
      errors[at] = 0;
      begin(at);
    } else {
      at = COUNTERS - 1;
      errors[at] = counts[at];
      takenOver = true;
      vacate(cells[at]);
      cell = cell(fingerprint);
    }
    hashes[at] = fingerprint;
    index[cell] = (short) (at + 1);
    cells[at] = (short) cell;
    return at;
  }

  /** Empties a cell; those that were pushed past it move up, so that no search stops short. */
  private void vacate(int cell) {
    int hole = cell;
    for (int next = hole + 1 & CELLS - 1; index[next] != 0; next = next + 1 & CELLS - 1) {
      int home = (int) hashes[index[next] - 1] & CELLS - 1;
      if ((next - home & CELLS - 1) >= (next - hole & CELLS - 1)) {
        index[hole] = index[next];
        cells[index[hole] - 1] = (short) hole;
        hole = next;
      }
    }
    index[hole] = 0;
  }

  private void keep(int at, Span key) {
    if (shown()) {
      lengths[at] = key.length();
      key.copyTo(texts, stretches[at] * HotKey.MAX_KEY_BYTES, HotKey.MAX_KEY_BYTES);
    }
  }

  /** Swaps two counters of the same count. */
  private void swap(int a, int b) {
    long hash = hashes[a];
    hashes[a] = hashes[b];
    hashes[b] = hash;
    long error = errors[a];
    errors[a] = errors[b];
    errors[b] = error;
    short cell = cells[a];
    cells[a] = cells[b];
    cells[b] = cell;
    index[cells[a]] = (short) (a + 1);
    index[cells[b]] = (short) (b + 1);
    if (shown()) {
      short stretch = stretches[a];
      stretches[a] = stretches[b];
      stretches[b] = stretch;
      int length = lengths[a];
      lengths[a] = lengths[b];
      lengths[b] = length;
    }
  }

  /** Takes the counts out and begins again from zero. */
  KeyWindow drain() {
    byte[][] keys = new byte[shown() ? used : 0][];
    for (int i = 0; i < keys.length; i++) {
      int from = stretches[i] * HotKey.MAX_KEY_BYTES;
      keys[i] = Arrays.copyOfRange(texts, from, from + Math.min(lengths[i], HotKey.MAX_KEY_BYTES));
    }
    KeyWindow window =
        new KeyWindow(
            requests,
            takenOver ? counts[COUNTERS - 1] : 0,
            Arrays.copyOf(hashes, used),
            Arrays.copyOf(counts, used),
            Arrays.copyOf(errors, used),
            keys,
            Arrays.copyOf(lengths, used));
    Arrays.fill(index, (short) 0);
    idleRuns();
    used = 0;
    takenOver = false;
    requests = 0;
    return window;
  }
}
