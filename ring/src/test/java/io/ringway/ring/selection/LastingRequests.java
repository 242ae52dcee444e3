package io.ringway.ring.selection;

import io.ringway.ring.Candidates;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A selection context whose requests stay in flight until they are ended. */
final class LastingRequests implements SelectionContext {

  static final double[] WEIGHTS = {1, 1, 2, 0.5, 4, 1};

  final Ring ring =
      Rings.build(
          new RingSpec.Points(512),
          IntStream.range(0, WEIGHTS.length).mapToObj(i -> new Node("n" + i, WEIGHTS[i])).toList());
  final boolean[] down = new boolean[WEIGHTS.length];
  final int[] loads = new int[WEIGHTS.length];
  double boundedLoad;
  long placing;
  @Nullable Participation parts;

  @Override
  public Ring ring() {
    return ring;
  }

  @Override
  public @Nullable Participation parts() {
    return parts;
  }

  @Override
  public boolean usable(int node) {
    return !down[node];
  }

  @Override
  public double boundedLoad() {
    return boundedLoad;
  }

  @Override
  public long inFlight() {
    return Arrays.stream(loads).sum() + placing;
  }

  @Override
  public int inFlight(int node) {
    return loads[node];
  }

  @Override
  public double usableWeight() {
    return IntStream.range(0, loads.length).filter(this::usable).mapToDouble(n -> WEIGHTS[n]).sum();
  }

  @Override
  public boolean enter(int node, int bound) {
    if (loads[node] >= bound) {
      return false;
    }
    loads[node]++;
    return true;
  }

  int place(NodeSelection nodeSelection) {
    placing = 1;
    int node = nodeSelection.next(this);
    placing = 0;
    return node;
  }

  List<Integer> order(long hash) {
    Candidates walk = ring.candidates(hash, new Candidates(), parts);
    List<Integer> order = new ArrayList<>();
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      order.add(node);
    }
    return order;
  }

  /** Returns an array in which every node is usable. */
  static boolean[] allUp() {
    boolean[] up = new boolean[WEIGHTS.length];
    Arrays.fill(up, true);
    return up;
  }
}
