package io.ringway.balancer.telemetry;

import io.ringway.protocol.HotKey;
import io.ringway.routing.key.Span;
import java.util.Arrays;

/**
 * A sketch of the most frequent keys in constant memory: Space-Saving of Metwally, Agrawal, El
 * Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005. A key
 * with more than {@code requests / COUNTERS} requests always has a counter, and no counter is too
 * high by more than that.
 *
 * <p>The counters are in an array, the highest first, and those of one count are a run. Counting a
 * key with a counter takes one probe of a hash index and a swap with the first of its run, from
 * where it moves to the previous run or to one of its own. That is constant time, as with the
 * linked buckets of the paper, in 12 KiB of plain arrays. A key without a counter replaces the last
 * one, with its count as the error. Nothing is allocated. Not safe for use by several threads.
 */
final class KeySketch {

  /** The number of counters: the error is at most 0.4 % of the requests. */
  static final int COUNTERS = 256;

  /**
   * The size of the index, a power of two. An empty cell holds 0, any other the counter's position
   * plus 1.
   */
  private static final int CELLS = 1_024;

  private final long[] hashes = new long[COUNTERS];
  private final long[] counts = new long[COUNTERS];
  private final long[] errors = new long[COUNTERS];

  /** The hash index, and the cell of each counter. */
  private final short[] index = new short[CELLS];

  private final short[] cells = new short[COUNTERS];

  /** The run of each counter, the start of each run, and the unused runs. */
  private final short[] runs = new short[COUNTERS];

  private final short[] starts = new short[COUNTERS];
  private final short[] idle = new short[COUNTERS];
  private int idles;

  /**
   * The bytes of keys, a slot for each counter, which moves with it; empty when keys are hidden.
   */
  private final byte[] texts;

  private final int[] lengths = new int[COUNTERS];
  private final short[] stretches = new short[COUNTERS];

  private int used;
  private boolean takenOver;
  private long requests;

  /**
   * Creates an empty sketch.
   *
   * @param shown whether the bytes of keys are kept: 64 KiB more
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

  /** Tells whether nothing was counted since the last {@link #drain}. */
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

  /** Begins a run with the counter at this position. */
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

  /** Returns the cell of a fingerprint, or the empty cell for it. */
  private int cell(long fingerprint) {
    int cell = (int) fingerprint & CELLS - 1;
    while (index[cell] != 0 && hashes[index[cell] - 1] != fingerprint) {
      cell = cell + 1 & CELLS - 1;
    }
    return cell;
  }

  /** Returns a counter for a new key: a free one, or that of the rarest key. */
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

  /**
   * Empties a cell and moves later cells of its probe sequence up, so that no search ends early.
   */
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

  /** Returns the counts and resets them. */
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
