package io.ringway.ring.analysis;

import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The arcs of a ring, for drawing it. */
public final class Arcs {

  private Arcs() {}

  /**
   * Returns the arcs of a ring from 0 to 1, without gaps. Neighbours with the same owner and the
   * same server are one arc. A ring of more arcs than the limit is divided into as many equal
   * slices as the limit allows; each slice shows the pair of owner and server that holds most of
   * it.
   *
   * @param taking whether a node takes traffic
   * @param limit the maximum number of arcs; at least 1
   */
  public static List<Arc> of(Ring ring, Predicate<Node> taking, int limit) {
    return of(ring, Participation.of(ring.nodes(), taking), limit);
  }

  /**
   * Returns the arcs of a ring, while nodes take traffic with a part of their places.
   *
   * @param parts made for the nodes of the ring
   */
  public static List<Arc> of(Ring ring, Participation parts, int limit) {
    return cut(new Overlay(ring.coverage(_ -> true), ring.coverage(parts)), limit);
  }

  /**
   * Returns the arcs of two rings, from 0 to 1 without gaps. The {@linkplain Arc#owner owner} is
   * the index of the node that serves the keys in the ring before, {@linkplain Arc#servedBy
   * servedBy} that of the node that serves them in the ring after. Divided into slices as in {@link
   * #of(Ring, Predicate, int)}.
   *
   * @param takingBefore made for the nodes of the ring before
   * @param takingAfter made for the nodes of the ring after
   * @param limit the maximum number of arcs; at least 1
   * @throws IllegalArgumentException when the rings hash keys differently: a hash in one then has
   *     no counterpart in the other
   */
  public static List<Arc> between(
      Ring before, Participation takingBefore, Ring after, Participation takingAfter, int limit) {
    if (!before.keyHash().equals(after.keyHash())) {
      throw new IllegalArgumentException("The two rings hash keys differently: draw each alone.");
    }
    return cut(new Overlay(before.coverage(takingBefore), after.coverage(takingAfter)), limit);
  }

  private static List<Arc> cut(Overlay stretches, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("At least one arc must be allowed, not " + limit + ".");
    }
    List<Arc> arcs = new ArrayList<>();
    stretches.walk((start, last, owner, server) -> {
      if (arcs.size() <= limit) {
        arcs.add(new Arc(ArcLengths.position(start), ArcLengths.end(last), owner, server));
      }
    });
    return arcs.size() <= limit ? List.copyOf(arcs) : slices(stretches, limit);
  }

  private static List<Arc> slices(Overlay stretches, int limit) {
    Slices slices = new Slices(limit);
    stretches.walk((start, last, owner, server) ->
        slices.add(ArcLengths.position(start), ArcLengths.end(last), new Pair(owner, server)));
    return slices.finish();
  }

  private record Pair(int owner, int server) {}

  /** Distributes arcs, given in order, over equal slices of the circle. */
  private static final class Slices {

    private final int count;
    private final List<Arc> done = new ArrayList<>();
    private final Map<Pair, Double> held = new HashMap<>();
    private int slice;

    Slices(int count) {
      this.count = count;
    }

    void add(double start, double end, Pair pair) {
      double from = start;
      while (slice < count) {
        double border = (slice + 1.0) / count;
        held.merge(pair, Math.min(end, border) - from, Double::sum);
        if (end < border) {
          return;
        }
        close();
        from = border;
      }
    }

    private void close() {
      Pair best = null;
      double most = -1;
      for (Map.Entry<Pair, Double> entry : held.entrySet()) {
        double length = entry.getValue();
        if (best == null || length > most || (length == most && before(entry.getKey(), best))) {
          best = entry.getKey();
          most = length;
        }
      }
      held.clear();
      double start = (double) slice / count;
      slice++;
      double end = (double) slice / count;
      if (best == null) {
        return;
      }
      if (!done.isEmpty()) {
        Arc previous = done.getLast();
        if (previous.owner() == best.owner && previous.servedBy() == best.server) {
          done.set(done.size() - 1, new Arc(previous.start(), end, best.owner, best.server));
          return;
        }
      }
      done.add(new Arc(start, end, best.owner, best.server));
    }

    private static boolean before(Pair a, Pair b) {
      return a.owner != b.owner ? a.owner < b.owner : a.server < b.server;
    }

    List<Arc> finish() {
      return List.copyOf(done);
    }
  }
}
