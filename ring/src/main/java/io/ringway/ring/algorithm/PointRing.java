package io.ringway.ring.algorithm;

import io.ringway.ring.Coverage;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing with points on a circle of 64 bits. Build it with {@link
 * io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. A node has round(points · weight) points, at least one. Point j is
 * XXH3-64 of the hash key (UTF-8; the id unless another one is given) with seed j. The owner of a
 * hash is the node of the first point at or after it, and the preference list continues from there.
 * Points of a node depend only on its own hash key and weight, so a change moves only keys that
 * must move: a new point takes keys from the point after it, a removed one gives them back.
 *
 * <p>nginx differs in the points alone, see {@link NginxPoints}.
 *
 * <p>Two points on the same hash (one pair in 2⁶⁴) are ordered by node id; the second one owns
 * nothing until the first is skipped.
 *
 * <p>Lookup. Hashes are uniform, so their high bits predict their position in the sorted array.
 * {@code buckets[b]} is the index of the first point whose high bits are b or more; there are
 * between one and two points for each bucket, so the scan from there is that short on average. This
 * beats binary search, whose log₂(n) reads miss the cache on a large ring, and needs 4 bytes a
 * point.
 */
public final class PointRing extends TableRing {

  private final PointTable table;

  PointRing(RingSpec spec, List<Node> nodes, KeyHash keyHash, PointTable table) {
    super(spec, nodes, keyHash, table.digest(spec, nodes));
    this.table = table;
  }

  /**
   * Builds the ring.
   *
   * @param nodes ordered by id, without duplicates
   * @param before a ring of the same spec to start from, or null; the result is the same
   * @throws IllegalArgumentException when there would be too many points
   */
  public static Ring build(
      RingSpec.Points spec, List<Node> nodes, KeyHash keyHash, @Nullable Ring before) {
    PointTable table =
        before instanceof PointRing ring
            ? ring.table.rebuild(spec.points(), nodes, NodeChange.between(ring.nodes(), nodes))
            : PointTable.build(spec.points(), nodes);
    return new PointRing(spec, nodes, keyHash, table);
  }

  /**
   * Builds the ring that nginx would build.
   *
   * @param nodes ordered by id, without duplicates
   * @throws IllegalArgumentException when there would be too many points
   */
  public static Ring build(RingSpec.Nginx spec, List<Node> nodes, KeyHash keyHash) {
    return new PointRing(spec, nodes, keyHash, NginxPoints.table(nodes));
  }

  @Override
  public int owner(long hash) {
    return table.size() == 0 ? NONE : table.node(table.at(hash));
  }

  @Override
  public Coverage coverage(Participation parts) {
    return table.coverage(parts);
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
    return table.at(hash);
  }

  @Override
  public int node(long hash, long place) {
    return table.node((int) place);
  }

  @Override
  public long grain(long hash, long place) {
    return table.hash((int) place);
  }

  @Override
  public long next(long hash, long place) {
    return place + 1 == table.size() ? 0 : place + 1;
  }
}
