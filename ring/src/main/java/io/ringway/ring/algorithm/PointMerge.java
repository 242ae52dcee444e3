package io.ringway.ring.algorithm;

import io.ringway.ring.Ring;

/**
 * Builds the next table of points from the previous one: copies the points that stay and inserts
 * new ones, which takes a tenth of the time of hashing and sorting all of them.
 */
final class PointMerge {

  private final PointTable before;
  private final int[] moved;
  private final boolean gone;
  private final long[] hashes;
  private final char[] owners;
  private int size;

  private PointMerge(PointTable before, NodeChange change, int total) {
    this.before = before;
    this.moved = change.moved;
    this.gone = change.gone;
    this.hashes = new long[total];
    this.owners = new char[total];
  }

  /**
   * Merges the points that stay with the added ones.
   *
   * @param added the points of the new nodes, with their indices in the new ring
   * @param total number of points in the new ring
   */
  static PointTable merge(PointTable before, NodeChange change, PointTable added, int total) {
    PointMerge merge = new PointMerge(before, change, total);
    int from = 0;
    for (int i = 0; i < added.size(); i++) {
      int to = merge.place(added.hash(i), added.node(i));
      merge.copy(from, to);
      merge.hashes[merge.size] = added.hash(i);
      merge.owners[merge.size++] = (char) added.node(i);
      from = to;
    }
    merge.copy(from, before.size());
    boolean sameBuckets = !merge.gone && PointTable.bits(total) == PointTable.bits(before.size());
    return sameBuckets
        ? PointTable.shifted(merge.hashes, merge.owners, before, added)
        : PointTable.sorted(merge.hashes, merge.owners);
  }

  /**
   * Returns the index in the old table before which a new point belongs. Points on the same hash
   * are ordered by node.
   */
  private int place(long hash, int owner) {
    int at = before.from(hash);
    while (at < before.size() && before.hash(at) == hash && moved[before.node(at)] < owner) {
      at++;
    }
    return at;
  }

  private void copy(int from, int to) {
    if (!gone) {
      System.arraycopy(before.hashes, from, hashes, size, to - from);
      for (int i = from; i < to; i++) {
        owners[size++] = (char) moved[before.owners[i]];
      }
      return;
    }
    for (int i = from; i < to; i++) {
      int owner = moved[before.owners[i]];
      if (owner != Ring.NONE) {
        hashes[size] = before.hashes[i];
        owners[size++] = (char) owner;
      }
    }
  }
}
