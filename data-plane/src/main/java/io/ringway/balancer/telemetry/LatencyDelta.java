package io.ringway.balancer.telemetry;

import java.util.Arrays;

/** The latencies of a period: the count of each non-empty cell. */
final class LatencyDelta {

  static final LatencyDelta NONE = new LatencyDelta(new short[0], new int[0]);

  /** The cells in ascending order. */
  private final short[] cells;

  private final int[] times;

  private LatencyDelta(short[] cells, int[] times) {
    this.cells = cells;
    this.times = times;
  }

  /** A builder from counts in ascending order of cells. */
  static final class Builder {
    private short[] cells = new short[8];
    private int[] times = new int[8];
    private int size;

    void add(int cell, int count) {
      if (size == cells.length) {
        cells = Arrays.copyOf(cells, 2 * size);
        times = Arrays.copyOf(times, 2 * size);
      }
      cells[size] = (short) cell;
      times[size++] = count;
    }

    LatencyDelta build() {
      return size == 0
          ? NONE
          : new LatencyDelta(Arrays.copyOf(cells, size), Arrays.copyOf(times, size));
    }
  }

  /** A receiver of counts. */
  interface Taker {
    /**
     * Receives the count of a cell.
     *
     * @param micros the time that stands for the cell
     */
    void take(long micros, long times);
  }

  boolean isEmpty() {
    return cells.length == 0;
  }

  /** Returns the longest time, as exact as its cell; 0 when empty. */
  long longest() {
    return isEmpty() ? 0 : LatencyCells.micros(cells[cells.length - 1]);
  }

  /** Visits every count, the shortest times first. */
  void forEach(Taker taker) {
    for (int i = 0; i < cells.length; i++) {
      taker.take(LatencyCells.micros(cells[i]), times[i]);
    }
  }

  LatencyDelta plus(LatencyDelta other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    Builder sum = new Builder();
    int mine = 0;
    int its = 0;
    while (mine < cells.length || its < other.cells.length) {
      int cell =
          Math.min(
              mine < cells.length ? cells[mine] : Integer.MAX_VALUE,
              its < other.cells.length ? other.cells[its] : Integer.MAX_VALUE);
      int count = 0;
      if (mine < cells.length && cells[mine] == cell) {
        count += times[mine++];
      }
      if (its < other.cells.length && other.cells[its] == cell) {
        count += other.times[its++];
      }
      sum.add(cell, count);
    }
    return sum.build();
  }
}
