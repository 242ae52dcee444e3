package io.ringway.ring.algorithm;

import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.Coverage;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The placement of HAProxy's {@code hash-type consistent}: the nearest point owns a key, on either
 * side. Build it with {@link io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. From the observable behaviour of HAProxy 1.5 to 3.x with {@code
 * hash-key id}. Point j of a server with the id n is avalanche(4096 · n + j); it has 16 points for
 * each unit of weight. Ids are numbers below 2³². For any other hash key, the low 32 bits of its
 * xxHash64 (UTF-8) replace 4096 · n. Points of ids below 2²⁰ never collide as long as weights stay
 * below 257, HAProxy's own limit. Where other points collide, the smaller hash key keeps the value.
 *
 * <p>When the hash is as far from the point before it as from the one after it, the one before owns
 * it. A server that is down has no points in HAProxy. Walking outward by distance has the same
 * effect: among the points of the servers that are up, the nearest one comes first.
 *
 * <p>A place is two indices: the next point to the left in the high half, to the right in the low
 * half. It stands for the nearer of the two.
 */
public final class HaProxyRing extends TableRing {

  private static final int POINTS = 16;
  private static final long HIGH = 0xffff_ffff_0000_0000L;

  private final PointTable table;

  private HaProxyRing(RingSpec.HaProxy spec, List<Node> nodes, KeyHash keyHash, PointTable table) {
    super(spec, nodes, keyHash, table.digest(spec, nodes));
    this.table = table;
  }

  /**
   * Builds the ring.
   *
   * @param nodes ordered by id, without duplicates
   * @throws IllegalArgumentException when there would be too many points
   */
  public static Ring build(RingSpec.HaProxy spec, List<Node> nodes, KeyHash keyHash) {
    return new HaProxyRing(
        spec, nodes, keyHash, CirclePoints.table(POINTS, nodes, HaProxyRing::fill));
  }

  private static void fill(String hashKey, int[] points) {
    int first = first(hashKey);
    for (int j = 0; j < points.length; j++) {
      points[j] = HaProxyHash.avalanche(first + j);
    }
  }

  private static int first(String hashKey) {
    boolean digits = hashKey.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits && hashKey.length() <= 10 && Long.parseLong(hashKey) <= 0xffff_ffffL) {
      return (int) (Long.parseLong(hashKey) << 12);
    }
    return (int) Hashing.xxh64().hashBytesToLong(hashKey.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int owner(long hash) {
    return table.size() == 0 ? NONE : node(hash, first(hash));
  }

  @Override
  public long tableBytes() {
    return table.bytes();
  }

  @Override
  public long steps() {
    return table.size();
  }

  @Override
  public long first(long hash) {
    int right = table.at(hash & HIGH);
    return pair(right == 0 ? table.size() - 1 : right - 1, right);
  }

  @Override
  public int node(long hash, long place) {
    return table.node(nearer(hash, place));
  }

  @Override
  public long grain(long hash, long place) {
    return table.hash(nearer(hash, place));
  }

  @Override
  public long next(long hash, long place) {
    int left = left(place);
    int right = right(place);
    if (nearer(hash, place) == left) {
      return pair(left == 0 ? table.size() - 1 : left - 1, right);
    }
    return pair(left, right + 1 == table.size() ? 0 : right + 1);
  }

  private int nearer(long hash, long place) {
    long toLeft = (hash & HIGH) - table.hash(left(place));
    long toRight = table.hash(right(place)) - (hash & HIGH);
    return Long.compareUnsigned(toLeft, toRight) <= 0 ? left(place) : right(place);
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  private static int left(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private static int right(long place) {
    return (int) place;
  }

  @Override
  public Coverage coverage(Participation parts) {
    int[] taking = new int[table.size()];
    int n = 0;
    for (int i = 0; i < taking.length; i++) {
      if (parts.takes(table.node(i), table.hash(i))) {
        taking[n++] = i;
      }
    }
    if (n == 0) {
      return new Coverage.Builder(1).from(0, parts.fallback()).build();
    }
    // Each point serves the hashes from the middle between it and the point before it. The middle
    // between the last point and the first one lies on either side of zero.
    Coverage.Builder runs = new Coverage.Builder(n + 1);
    long turn = behindMiddle(taking[n - 1], taking[0]);
    boolean late = turn == 0 || Long.compareUnsigned(turn, table.hash(taking[0])) > 0;
    if (!late) {
      runs.from(0, table.node(taking[n - 1]));
    }
    runs.from(late ? 0 : turn, table.node(taking[0]));
    for (int i = 1; i < n; i++) {
      runs.from(behindMiddle(taking[i - 1], taking[i]), table.node(taking[i]));
    }
    if (late && turn != 0) {
      runs.from(turn, table.node(taking[0]));
    }
    return runs.build();
  }

  /** Returns the first hash that is nearer to the second of two neighbours on the circle. */
  private long behindMiddle(int first, int second) {
    int from = (int) (table.hash(first) >>> Integer.SIZE);
    int to = (int) (table.hash(second) >>> Integer.SIZE);
    return (long) (from + ((to - from) >>> 1) + 1) << Integer.SIZE;
  }
}
