package io.ringway.ring.analysis;

import io.ringway.ring.Coverage;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The keys that a change moves: the share of all keys that another node serves afterwards, by pair
 * of nodes. Exact, because both rings are compared arc by arc; unless they hash keys differently,
 * see {@link #exact}. Immutable.
 *
 * <p>A key that no node served before does not count as moved: nothing is cached for it.
 *
 * <p>The necessary share is the least that any placement would have to move to get from the shares
 * before to the shares after: the sum of what the shrinking nodes lose. A single change of a
 * minimal placement (one node added, removed, re-weighted or drained) moves exactly that. Several
 * at once may move more: keys of a removed node go to all others while an added one takes from all.
 */
public final class Movement {

  /**
   * The number of nodes on either side. It limits flows to a million, where 10,000 nodes would make
   * a hundred million.
   */
  private static final int MOST_INDEPENDENT = 1_000;

  private final BigInteger moved;
  private final BigInteger necessary;
  private final List<Flow> flows;
  private final boolean exact;

  private Movement(BigInteger moved, BigInteger necessary, List<Flow> flows, boolean exact) {
    this.moved = moved;
    this.necessary = necessary;
    this.flows = flows;
    this.exact = exact;
  }

  /** Returns the movement when every node of both rings takes traffic. */
  public static Movement between(Ring before, Ring after) {
    return between(before, _ -> true, after, _ -> true);
  }

  /** Returns the movement when only some nodes take traffic. */
  public static Movement between(
      Ring before, Predicate<Node> takingBefore, Ring after, Predicate<Node> takingAfter) {
    return between(
        before,
        Participation.of(before.nodes(), takingBefore),
        after,
        Participation.of(after.nodes(), takingAfter));
  }

  /**
   * Returns the movement when nodes take traffic with a part of their places.
   *
   * <p>If the rings hash keys differently, a hash in one has no counterpart in the other. Every
   * pair of nodes then shares as many keys as chance predicts, see {@link #independent}.
   *
   * @param takingBefore made for the nodes of the ring before
   * @param takingAfter made for the nodes of the ring after
   */
  public static Movement between(
      Ring before, Participation takingBefore, Ring after, Participation takingAfter) {
    if (!before.keyHash().equals(after.keyHash())) {
      return independent(before, takingBefore, after, takingAfter);
    }
    Coverage old = before.coverage(takingBefore);
    Coverage now = after.coverage(takingAfter);
    int[] renamed = renamed(before.nodes(), after.nodes());
    Map<Long, long[]> sums = sums(old, now, renamed);
    List<Flow> flows = new ArrayList<>();
    BigInteger moved = BigInteger.ZERO;
    for (Map.Entry<Long, long[]> entry : sums.entrySet()) {
      int from = (int) (entry.getKey() >>> Integer.SIZE);
      int to = entry.getKey().intValue();
      BigInteger length = ArcLengths.exact(entry.getValue()[0]);
      moved = moved.add(length);
      flows.add(
          new Flow(
              before.nodes().get(from).id(),
              to == Ring.NONE ? Flow.NOBODY : after.nodes().get(to).id(),
              ArcLengths.turns(length)));
    }
    return new Movement(
        moved, necessary(before, old, after, now, renamed), largestFirst(flows), true);
  }

  /**
   * Returns the movement when the hashes of a key before and after are independent: another hash
   * function, or another key rule. Each key goes to a random server, so the share of a pair of
   * nodes is the product of their shares. This is the expected value for many keys, and not
   * {@linkplain #exact exact} for a given set of them. The flows are those between the thousand
   * largest nodes on either side.
   */
  public static Movement independent(
      Ring before, Participation takingBefore, Ring after, Participation takingAfter) {
    BigInteger[] had = Distribution.lengths(before.coverage(takingBefore), before.nodes().size());
    BigInteger[] has = Distribution.lengths(after.coverage(takingAfter), after.nodes().size());
    int[] renamed = renamed(before.nodes(), after.nodes());
    boolean nobody = Arrays.stream(has).allMatch(length -> length.signum() == 0);
    BigInteger all = Arrays.stream(has).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger moved = BigInteger.ZERO;
    BigInteger necessary = BigInteger.ZERO;
    for (int from = 0; from < had.length; from++) {
      BigInteger stays = renamed[from] == Ring.NONE ? BigInteger.ZERO : has[renamed[from]];
      necessary = necessary.add(had[from].subtract(stays).max(BigInteger.ZERO));
      moved = moved.add(nobody ? had[from] : ArcLengths.product(had[from], all.subtract(stays)));
    }
    List<Flow> flows = new ArrayList<>();
    for (int from : largest(had)) {
      String giver = before.nodes().get(from).id();
      if (nobody) {
        flows.add(new Flow(giver, Flow.NOBODY, ArcLengths.turns(had[from])));
      }
      for (int to : largest(has)) {
        if (to != renamed[from]) {
          BigInteger length = ArcLengths.product(had[from], has[to]);
          flows.add(new Flow(giver, after.nodes().get(to).id(), ArcLengths.turns(length)));
        }
      }
    }
    return new Movement(moved, necessary, largestFirst(flows), false);
  }

  /**
   * Returns the nodes that serve anything; if there are very many, the largest, because every pair
   * is a flow.
   */
  private static int[] largest(BigInteger[] lengths) {
    return IntStream.range(0, lengths.length)
        .filter(node -> lengths[node].signum() > 0)
        .boxed()
        .sorted(Comparator.comparing((Integer node) -> lengths[node]).reversed())
        .limit(MOST_INDEPENDENT)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static List<Flow> largestFirst(List<Flow> flows) {
    flows.sort(
        Comparator.comparingDouble(Flow::share)
            .reversed()
            .thenComparing(Flow::from)
            .thenComparing(Flow::to));
    return List.copyOf(flows);
  }

  /** Returns the index of each old node in the new ring, or {@link Ring#NONE}. */
  private static int[] renamed(List<Node> before, List<Node> after) {
    Map<String, Integer> index = HashMap.newHashMap(after.size());
    for (int i = 0; i < after.size(); i++) {
      index.put(after.get(i).id(), i);
    }
    return before.stream().mapToInt(n -> index.getOrDefault(n.id(), Ring.NONE)).toArray();
  }

  /**
   * Returns the moved lengths by pair of nodes: the old node in the high half, the new one in the
   * low half.
   */
  private static Map<Long, long[]> sums(Coverage old, Coverage now, int[] renamed) {
    Map<Long, long[]> sums = new HashMap<>();
    new Overlay(old, now)
        .walk((start, last, from, to) -> {
          if (from != Ring.NONE && (to == Ring.NONE || renamed[from] != to)) {
            long pair = ((long) from << Integer.SIZE) | (to & 0xffff_ffffL);
            sums.computeIfAbsent(pair, _ -> new long[1])[0] += last - start + 1;
          }
        });
    return sums;
  }

  private static BigInteger necessary(
      Ring before, Coverage old, Ring after, Coverage now, int[] renamed) {
    BigInteger[] had = Distribution.lengths(old, before.nodes().size());
    BigInteger[] has = Distribution.lengths(now, after.nodes().size());
    BigInteger necessary = BigInteger.ZERO;
    for (int i = 0; i < had.length; i++) {
      BigInteger left = renamed[i] == Ring.NONE ? BigInteger.ZERO : has[renamed[i]];
      necessary = necessary.add(had[i].subtract(left).max(BigInteger.ZERO));
    }
    return necessary;
  }

  /** Returns whether the shares hold for every key, and not only on average for many keys. */
  public boolean exact() {
    return exact;
  }

  /** Returns the share of all keys that moves: 0 to 1. */
  public double moved() {
    return ArcLengths.turns(moved);
  }

  /** Returns the share that no placement could have kept in place: 0 to {@link #moved()}. */
  public double necessary() {
    return ArcLengths.turns(necessary);
  }

  /** Returns the share that moves beyond the necessary; exactly 0 when there is none. */
  public double excess() {
    return ArcLengths.turns(moved.subtract(necessary));
  }

  /**
   * Returns the flows between pairs of nodes, largest first; together they are {@link #moved()}.
   */
  public List<Flow> flows() {
    return flows;
  }
}
