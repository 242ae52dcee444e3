package io.ringway.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.ringway.ring.algorithm.ClassroomCircle;
import io.ringway.ring.algorithm.HaProxyHash;
import io.ringway.ring.algorithm.HaProxyRing;
import io.ringway.ring.algorithm.MaglevRing;
import io.ringway.ring.algorithm.NginxPoints;
import io.ringway.ring.algorithm.PointRing;
import io.ringway.ring.algorithm.RendezvousRing;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The placements: their algorithms, their costs and when to prefer each.
 *
 * <ul>
 *   <li>{@link RingSpec.Points} ({@code ring}, the default): weighted points on a 64-bit circle.
 *       Karger et al., "Consistent Hashing and Random Trees", STOC 1997. Lookup: one bucket read
 *       and a scan of one or two points, independent of the number of servers. Build: O(points), 14
 *       bytes a point. Prefer it unless you know why not: no change moves a key that need not move.
 *   <li>{@link RingSpec.Maglev} ({@code maglev}): a table of slots that servers fill in turns, each
 *       by its own permutation. Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load
 *       Balancer", NSDI 2016, section 3.4. Lookup: one read. Build: O(slots · log), 6 bytes a slot.
 *       Prefer it where even shares matter more than a few keys that move unnecessarily.
 *   <li>{@link RingSpec.Rendezvous} ({@code rendezvous}): a table of slots, each with the node of
 *       the best weighted score. Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit
 *       Rates", IEEE/ACM Transactions on Networking 6(1), 1998; weights by Schindler and Schrimpf.
 *       Lookup: one read for the owner, O(nodes) for each further candidate up to the eighth,
 *       O(nodes · log nodes) for all the rest together. Build: O(slots · nodes), 2 bytes a slot.
 *       Prefer it for up to some hundred nodes, where a small table matters or where each slot
 *       needs its own order of failover. No key moves unnecessarily.
 *   <li>{@link RingSpec.Slots} ({@code slots}): the circle of a classroom exercise, after Karger et
 *       al. with linear probing. Lookup and memory as {@code ring}. Prefer it to teach.
 *   <li>{@link RingSpec.Nginx} ({@code nginx}): the mapping of nginx's {@code hash KEY consistent}.
 *       Lookup as {@code ring}. Build: O(points), 160 points a server, 14 bytes each. Prefer it to
 *       take over from nginx without losing what the servers have cached; it balances worse.
 *   <li>{@link RingSpec.HaProxy} ({@code haproxy}): the mapping of HAProxy's {@code hash-type
 *       consistent}. Lookup as {@code ring}, and two distances. Build: O(points), 16 points a
 *       server. Prefer it to take over from HAProxy; it balances worst of all, as HAProxy does with
 *       servers of weight 1.
 * </ul>
 */
public final class Rings {

  /** One spec of each algorithm, with its default parameters. */
  public static final List<RingSpec> DEFAULTS =
      List.of(
          RingSpec.DEFAULT,
          new RingSpec.Maglev(RingSpec.Maglev.DEFAULT_TABLE_SIZE),
          new RingSpec.Rendezvous(RingSpec.Rendezvous.DEFAULT_SLOTS),
          RingSpec.Slots.CLASSROOM,
          new RingSpec.Nginx(),
          RingSpec.HaProxy.DEFAULT);

  /** The maximum number of nodes in a ring. */
  public static final int MAX_NODES = 65_536;

  private static final Hasher64 XXH64 = Hashing.xxh64();

  /**
   * The fingerprint of a key: xxHash64 with seed 0. On every ring, it identifies a key that is
   * pinned, counted or masked.
   */
  public static final KeyHash FINGERPRINT = XXH64::hashBytesToLong;

  private Rings() {}

  /**
   * Builds a ring.
   *
   * @param nodes in any order; without any, the ring owns nothing
   * @throws IllegalArgumentException when two nodes have the same id or the same hash key, or the
   *     ring would not fit in memory; the message says what to change
   */
  public static Ring build(RingSpec spec, Collection<Node> nodes) {
    return build(spec, nodes, null);
  }

  /**
   * Builds a ring. Faster than {@link #build(RingSpec, Collection)} when the ring differs from
   * another one by a few nodes.
   *
   * @param nodes in any order; without any, the ring owns nothing
   * @param before any ring, such as the one that is replaced, or null. The result is the same bit
   *     for bit; it may be this ring itself or share unchanged parts with it
   * @throws IllegalArgumentException as {@link #build(RingSpec, Collection)}
   */
  public static Ring build(RingSpec spec, Collection<Node> nodes, @Nullable Ring before) {
    List<Node> sorted = nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
    if (sorted.size() > MAX_NODES) {
      throw new IllegalArgumentException(
          "A ring has at most 65,536 nodes, not " + sorted.size() + ".");
    }
    Set<String> hashKeys = new HashSet<>();
    for (int i = 0; i < sorted.size(); i++) {
      if (i > 0 && sorted.get(i).id().equals(sorted.get(i - 1).id())) {
        throw new IllegalArgumentException(
            "Two nodes of the ring have the id '" + sorted.get(i).id() + "': give each its own.");
      }
      if (!hashKeys.add(sorted.get(i).hashKey())) {
        throw new IllegalArgumentException(
            "Two nodes of the ring have the hash key '"
                + sorted.get(i).hashKey()
                + "', so their keys could not be told apart: give each its own.");
      }
    }
    Ring old = before != null && before.spec().equals(spec) ? before : null;
    if (old != null && old.nodes().equals(sorted)) {
      return old;
    }
    return switch (spec) {
      case RingSpec.Points points -> PointRing.build(points, sorted, keyHash(spec), old);
      case RingSpec.Maglev maglev -> MaglevRing.build(maglev, sorted, keyHash(spec), old);
      case RingSpec.Rendezvous rendezvous ->
          RendezvousRing.build(rendezvous, sorted, keyHash(spec), old);
      case RingSpec.Slots slots -> ClassroomCircle.build(slots, sorted, keyHash(spec));
      case RingSpec.Nginx nginx -> PointRing.build(nginx, sorted, keyHash(spec));
      case RingSpec.HaProxy haProxy -> HaProxyRing.build(haProxy, sorted, keyHash(spec));
    };
  }

  /**
   * Returns the function that turns key bytes into the hash that rings of this spec place: xxHash64
   * with seed 0, or that of the load balancer whose mapping it is.
   *
   * @return the same object for specs with the same hash function
   */
  public static KeyHash keyHash(RingSpec spec) {
    return switch (spec) {
      case RingSpec.Points _, RingSpec.Maglev _, RingSpec.Rendezvous _, RingSpec.Slots _ ->
          FINGERPRINT;
      case RingSpec.Nginx _ -> NginxPoints.KEY_HASH;
      case RingSpec.HaProxy haProxy -> HaProxyHash.of(haProxy);
    };
  }
}
