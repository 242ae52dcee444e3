package io.ringway.ring;

import java.util.Arrays;

/**
 * The node that serves each part of the hash space, as runs of consecutive hashes. The runs are in
 * ascending unsigned order and together cover all 2⁶⁴ hashes. Neighbouring runs have different
 * nodes.
 *
 * <p>Immutable and thread-safe.
 */
public final class Coverage {

  private final long[] starts;
  private final int[] nodes;

  private Coverage(long[] starts, int[] nodes) {
    this.starts = starts;
    this.nodes = nodes;
  }

  /** Returns the number of runs; at least one. */
  public int size() {
    return starts.length;
  }

  /** Returns the first hash of a run, unsigned; 0 for the first run. */
  public long start(int run) {
    return starts[run];
  }

  /** Returns the last hash of a run, unsigned and inclusive; 2⁶⁴ − 1 for the last run. */
  public long last(int run) {
    return run + 1 == starts.length ? -1L : starts[run + 1] - 1;
  }

  /** Returns the index of the node that serves the run, or {@link Ring#NONE} when no node does. */
  public int node(int run) {
    return nodes[run];
  }

  /** Returns the run that contains a hash. */
  public int run(long hash) {
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Long.compareUnsigned(starts[middle], hash) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Collects runs from hash 0 upwards. */
  public static final class Builder {

    private long[] starts;
    private int[] nodes;
    private int size;

    /** Creates a builder with room for a number of runs; it grows beyond it when needed. */
    public Builder(int expected) {
      starts = new long[Math.max(1, expected)];
      nodes = new int[Math.max(1, expected)];
    }

    /**
     * Adds a run: the node serves from this hash on, until the start of the next run.
     *
     * @param start greater than the one before, unsigned; 0 at first
     * @param node an index, or {@link Ring#NONE}
     */
    public Builder from(long start, int node) {
      if (size == 0 ? start != 0 : Long.compareUnsigned(start, starts[size - 1]) <= 0) {
        throw new IllegalArgumentException(
            "Runs ascend from 0: "
                + Long.toUnsignedString(start)
                + " cannot be number "
                + size
                + ".");
      }
      if (size > 0 && nodes[size - 1] == node) {
        return this;
      }
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size + (size >> 1) + 1);
        nodes = Arrays.copyOf(nodes, starts.length);
      }
      starts[size] = start;
      nodes[size] = node;
      size++;
      return this;
    }

    /** Returns the coverage. At least one run must have been added. */
    public Coverage build() {
      if (size == 0) {
        throw new IllegalStateException("A coverage has at least one run.");
      }
      return new Coverage(Arrays.copyOf(starts, size), Arrays.copyOf(nodes, size));
    }
  }
}
