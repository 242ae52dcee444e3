package io.ringway.ring.algorithm;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.Coverage;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The sorted points of a {@link PointRing}. A point takes 8 bytes of hash, 2 of node and 2 to 4 of
 * bucket. Points on the same hash are ordered by node.
 */
final class PointTable {

  /** The maximum number of points: almost one gigabyte. A ring that needs more is a mistake. */
  static final int MAX_POINTS = 1 << 26;

  final long[] hashes;
  final char[] owners;
  private final int[] buckets;
  private final int shift;

  private PointTable(long[] hashes, char[] owners, int[] buckets, int shift) {
    this.hashes = hashes;
    this.owners = owners;
    this.buckets = buckets;
    this.shift = shift;
  }

  static PointTable build(int pointsPerWeight, List<Node> nodes) {
    int[] counts = counts(pointsPerWeight, nodes);
    int total = total(pointsPerWeight, counts);
    long[] hashes = new long[total];
    char[] owners = new char[total];
    make(nodes, counts, hashes, owners);
    return of(hashes, owners);
  }

  /**
   * Returns the same table as {@link #build}, built from this one.
   *
   * @param change from the nodes of this table to the new ones
   */
  PointTable rebuild(int pointsPerWeight, List<Node> nodes, NodeChange change) {
    int[] counts = counts(pointsPerWeight, nodes);
    int total = total(pointsPerWeight, counts);
    List<Node> fresh = Arrays.stream(change.added).mapToObj(nodes::get).toList();
    int[] freshCounts = counts(pointsPerWeight, fresh);
    int points = Arrays.stream(freshCounts).sum();
    if (points > total / 4) {
      return build(pointsPerWeight, nodes);
    }
    long[] freshHashes = new long[points];
    char[] freshOwners = new char[points];
    make(fresh, freshCounts, freshHashes, freshOwners);
    for (int i = 0; i < points; i++) {
      freshOwners[i] = (char) change.added[freshOwners[i]];
    }
    return PointMerge.merge(this, change, of(freshHashes, freshOwners), total);
  }

  private static int[] counts(int pointsPerWeight, List<Node> nodes) {
    return nodes.stream()
        .mapToInt(node -> (int) Math.max(1, Math.round(pointsPerWeight * node.weight())))
        .toArray();
  }

  private static int total(int pointsPerWeight, int[] counts) {
    long total = Arrays.stream(counts).asLongStream().sum();
    if (total > MAX_POINTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The ring would have %,d points, the most is %,d: lower the points of the cluster"
                  + " (now %,d) or divide all weights by the same number.",
              total,
              MAX_POINTS,
              pointsPerWeight));
    }
    return (int) total;
  }

  /** Returns the table of points in any order, given the hash and the node of each. */
  static PointTable of(long[] hashes, char[] owners) {
    return sort(hashes, owners, bits(hashes.length));
  }

  /**
   * Returns the number of bits of the bucket index: as many buckets as fit below the number of
   * points, at least two.
   */
  static int bits(int points) {
    return Math.max(1, 31 - Integer.numberOfLeadingZeros(points));
  }

  /** Fills in the hash and the node of each point, in any order. */
  private static void make(List<Node> nodes, int[] counts, long[] hashes, char[] owners) {
    byte[][] keys =
        nodes.stream()
            .map(n -> n.hashKey().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    // Seed by seed, because seeding a hasher costs more than hashing a short id. Nodes with many
    // points come first, so that those that still have a point j are the first `active` ones.
    int[] order =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> counts[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int next = 0;
    int active = counts.length;
    for (int j = 0; next < hashes.length; j++) {
      while (counts[order[active - 1]] <= j) {
        active--;
      }
      Hasher64 hasher = Hashing.xxh3_64(j);
      for (int k = 0; k < active; k++) {
        int node = order[k];
        hashes[next] = hasher.hashBytesToLong(keys[node]);
        owners[next++] = (char) node;
      }
    }
  }

  /** Sorts by counting high bits, then by insertion within each bucket of one or two points. */
  private static PointTable sort(long[] made, char[] madeOwners, int bits) {
    int total = made.length;
    int shift = Long.SIZE - bits;
    int[] buckets = new int[(1 << bits) + 1];
    for (long hash : made) {
      buckets[(int) (hash >>> shift)]++;
    }
    int sum = 0;
    for (int b = 0; b < buckets.length; b++) {
      sum += buckets[b];
      buckets[b] = sum;
    }
    long[] hashes = new long[total];
    char[] owners = new char[total];
    // From here on each bucket counts down from its end to its start.
    for (int i = 0; i < total; i++) {
      long hash = made[i];
      int at = --buckets[(int) (hash >>> shift)];
      hashes[at] = hash;
      owners[at] = madeOwners[i];
    }
    for (int i = 1; i < total; i++) {
      long hash = hashes[i];
      char owner = owners[i];
      int at = i;
      while (at > 0 && before(hash, owner, hashes[at - 1], owners[at - 1])) {
        hashes[at] = hashes[at - 1];
        owners[at] = owners[at - 1];
        at--;
      }
      hashes[at] = hash;
      owners[at] = owner;
    }
    return new PointTable(hashes, owners, buckets, shift);
  }

  /** Returns the table of points that are already sorted. */
  static PointTable sorted(long[] hashes, char[] owners) {
    int bits = bits(hashes.length);
    int shift = Long.SIZE - bits;
    int[] buckets = new int[(1 << bits) + 1];
    int bucket = 0;
    for (int i = 0; i < hashes.length; i++) {
      int last = (int) (hashes[i] >>> shift);
      while (bucket <= last) {
        buckets[bucket++] = i;
      }
    }
    Arrays.fill(buckets, bucket, buckets.length, hashes.length);
    return new PointTable(hashes, owners, buckets, shift);
  }

  /**
   * Returns the table of sorted points that come from two tables with as many buckets; adds up the
   * buckets of both.
   */
  static PointTable shifted(long[] hashes, char[] owners, PointTable before, PointTable added) {
    int[] buckets = new int[before.buckets.length];
    int bucket = 0;
    for (int i = 0; i <= added.size(); i++) {
      int end = i == added.size() ? buckets.length : (int) (added.hash(i) >>> before.shift) + 1;
      for (; bucket < end; bucket++) {
        buckets[bucket] = before.buckets[bucket] + i;
      }
    }
    return new PointTable(hashes, owners, buckets, before.shift);
  }

  private static boolean before(long hash, char owner, long otherHash, char otherOwner) {
    int order = Long.compareUnsigned(hash, otherHash);
    return order < 0 || (order == 0 && owner < otherOwner);
  }

  int size() {
    return hashes.length;
  }

  long hash(int index) {
    return hashes[index];
  }

  int node(int index) {
    return owners[index];
  }

  /** Returns the index of the first point at or after the hash. The table must not be empty. */
  int at(long hash) {
    int i = from(hash);
    return i == hashes.length ? 0 : i;
  }

  /**
   * Returns the index of the first point at or after the hash without wrapping around: the number
   * of points when there is none.
   */
  int from(long hash) {
    int i = buckets[(int) (hash >>> shift)];
    while (i < hashes.length && Long.compareUnsigned(hashes[i], hash) < 0) {
      i++;
    }
    return i;
  }

  RingDigest digest(RingSpec spec, List<Node> nodes) {
    return RingDigest.of(spec, nodes).points(hashes, owners);
  }

  Coverage coverage(Participation parts) {
    int n = hashes.length;
    int first = Ring.NONE;
    for (int i = 0; i < n && first == Ring.NONE; i++) {
      if (parts.takes(owners[i], hashes[i])) {
        first = i;
      }
    }
    if (first == Ring.NONE) {
      return new Coverage.Builder(1).from(0, parts.fallback()).build();
    }
    // Only points that take traffic end a run. The hashes before the first of them and after
    // the last one belong to the first.
    Coverage.Builder runs = new Coverage.Builder(n - first + 1);
    long start = 0;
    boolean open = true;
    for (int i = first; i < n; i++) {
      boolean tie = !open || (i > first && Long.compareUnsigned(hashes[i], start) < 0);
      if (!tie && parts.takes(owners[i], hashes[i])) {
        runs.from(start, owners[i]);
        start = hashes[i] + 1;
        open = start != 0;
      }
    }
    if (open) {
      runs.from(start, owners[first]);
    }
    return runs.build();
  }

  /** Returns the size of the arrays in bytes. */
  long bytes() {
    return (long) (Long.BYTES + Character.BYTES) * hashes.length
        + (long) Integer.BYTES * buckets.length;
  }
}
