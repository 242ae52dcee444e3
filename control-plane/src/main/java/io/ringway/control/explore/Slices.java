package io.ringway.control.explore;

import io.ringway.ring.analysis.Arc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a circle of many arcs into equal slices, each in the hands of the owner of most of it.
 *
 * <p>The owner is chosen first and who serves its keys second: choosing the pair at once would make
 * an owner seem smaller as soon as several others serve its keys.
 */
final class Slices {

  private final Map<Integer, Double> owners = new HashMap<>();
  private final Map<Arc, Double> pairs = new HashMap<>();

  private Slices() {}

  /**
   * The slices, with neighbours of the same owner and server as one.
   *
   * @param arcs from 0 to 1 without gaps
   * @param count how many slices
   */
  static List<Arc> of(List<Arc> arcs, int count) {
    List<Arc> slices = new ArrayList<>();
    int next = 0;
    for (int slice = 0; slice < count; slice++) {
      double start = (double) slice / count;
      double end = (double) (slice + 1) / count;
      Slices held = new Slices();
      while (next < arcs.size() && arcs.get(next).start() < end) {
        Arc arc = arcs.get(next);
        held.add(arc, Math.min(end, arc.end()) - Math.max(start, arc.start()));
        if (arc.end() > end) {
          break; // the rest of it belongs to the next slice
        }
        next++;
      }
      held.most(start, end, slices);
    }
    return slices;
  }

  private void add(Arc arc, double length) {
    owners.merge(arc.owner(), length, Double::sum);
    pairs.merge(new Arc(0, 1, arc.owner(), arc.servedBy()), length, Double::sum);
  }

  private void most(double start, double end, List<Arc> slices) {
    int owner = -1;
    double most = -1;
    for (Map.Entry<Integer, Double> entry : owners.entrySet()) {
      if (entry.getValue() > most) {
        owner = entry.getKey();
        most = entry.getValue();
      }
    }
    int server = owner;
    double mostServed = -1;
    for (Map.Entry<Arc, Double> entry : pairs.entrySet()) {
      if (entry.getKey().owner() == owner && entry.getValue() > mostServed) {
        server = entry.getKey().servedBy();
        mostServed = entry.getValue();
      }
    }
    if (!slices.isEmpty()
        && slices.getLast().owner() == owner
        && slices.getLast().servedBy() == server) {
      start = slices.removeLast().start();
    }
    slices.add(new Arc(start, end, owner, server));
  }
}
