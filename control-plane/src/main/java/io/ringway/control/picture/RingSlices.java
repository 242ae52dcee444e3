package io.ringway.control.picture;

import io.ringway.ring.analysis.Arc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The reduction of a circle of many arcs to equal slices with one owner each, so that every owner
 * gets slices in proportion to its share.
 *
 * <p>The part of an owner that a slice does not show is carried over to the following slices (error
 * diffusion, as in dithering). Taking the owner of most of each slice instead would give a server
 * of twice the weight nearly all slices.
 *
 * <p>The owner is chosen first and the server of its keys second. Choosing the pair at once would
 * make an owner look smaller when several others serve its keys.
 */
final class RingSlices {

  private final Map<Integer, Double> owners = new HashMap<>();
  private final Map<Pair, Double> pairs = new HashMap<>();

  private record Pair(int owner, int server) {}

  private RingSlices() {}

  /**
   * Returns the slices; neighbours with the same owner and server are merged.
   *
   * @param arcs arcs from 0 to 1 without gaps
   * @param count number of slices
   */
  static List<Arc> of(List<Arc> arcs, int count) {
    List<Arc> slices = new ArrayList<>();
    RingSlices owed = new RingSlices();
    int next = 0;
    for (int slice = 0; slice < count; slice++) {
      double start = (double) slice / count;
      double end = (double) (slice + 1) / count;
      while (next < arcs.size() && arcs.get(next).start() < end) {
        Arc arc = arcs.get(next);
        owed.add(arc, Math.min(end, arc.end()) - Math.max(start, arc.start()));
        if (arc.end() > end) {
          break; // the rest of it belongs to the next slice
        }
        next++;
      }
      owed.pay(start, end, slices);
    }
    return slices;
  }

  private void add(Arc arc, double length) {
    owners.merge(arc.owner(), length, Double::sum);
    pairs.merge(new Pair(arc.owner(), arc.servedBy()), length, Double::sum);
  }

  private void pay(double start, double end, List<Arc> slices) {
    int owner = most(owners, _ -> true);
    Pair pair = most(pairs, candidate -> candidate.owner() == owner);
    owners.merge(owner, start - end, Double::sum);
    pairs.merge(pair, start - end, Double::sum);
    Arc slice = new Arc(start, end, owner, pair.server());
    if (!slices.isEmpty()
        && slices.getLast().owner() == owner
        && slices.getLast().servedBy() == pair.server()) {
      slice = new Arc(slices.removeLast().start(), end, owner, pair.server());
    }
    slices.add(slice);
  }

  /** Returns the key with the largest remainder. */
  private static <K> K most(Map<K, Double> owed, Predicate<K> among) {
    return owed.entrySet().stream()
        .filter(entry -> among.test(entry.getKey()))
        .max(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }
}
