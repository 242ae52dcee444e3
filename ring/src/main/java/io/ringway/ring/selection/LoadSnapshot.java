package io.ringway.ring.selection;

import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * The selection context at one moment, for explaining what would happen: selections made on it
 * change nothing. Immutable and thread-safe.
 */
public final class LoadSnapshot implements SelectionContext {

  private final Ring ring;
  private final @Nullable Participation parts;
  private final double boundedLoad;
  private final long inFlight;
  private final boolean[] usable;
  private final int[] loads;
  private final double usableWeight;

  /**
   * Creates a snapshot.
   *
   * @param parts the places that take traffic while some nodes join, null when all do
   * @param boundedLoad as in {@link SelectionContext#boundedLoad()}
   * @param inFlight requests in flight on all nodes, without the one to be explained
   * @param usable whether a request may be sent to each node
   * @param loads requests in flight on each node
   */
  public LoadSnapshot(
      Ring ring,
      @Nullable Participation parts,
      double boundedLoad,
      long inFlight,
      boolean[] usable,
      int[] loads) {
    this.ring = ring;
    this.parts = parts;
    this.boundedLoad = boundedLoad;
    this.inFlight = inFlight;
    this.usable = usable.clone();
    this.loads = loads.clone();
    double weight = 0;
    for (int node = 0; node < usable.length; node++) {
      weight += usable[node] ? ring.nodes().get(node).weight() : 0;
    }
    this.usableWeight = weight;
  }

  /** Returns a copy in which a node is down. */
  public LoadSnapshot without(int node) {
    boolean[] fewer = usable.clone();
    fewer[node] = false;
    return new LoadSnapshot(ring, parts, boundedLoad, inFlight, fewer, loads);
  }

  /** Returns the bound of a node, 0 without one. If no node is usable, 1. */
  public int bound(int node) {
    if (boundedLoad == 0) {
      return 0;
    }
    double weight = ring.nodes().get(node).weight();
    return usableWeight == 0 ? 1 : BoundedLoad.of(boundedLoad, inFlight(), weight, usableWeight);
  }

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
    return usable[node];
  }

  @Override
  public double boundedLoad() {
    return boundedLoad;
  }

  @Override
  public long inFlight() {
    return inFlight + 1;
  }

  @Override
  public int inFlight(int node) {
    return loads[node];
  }

  @Override
  public double usableWeight() {
    return usableWeight;
  }

  @Override
  public boolean enter(int node, int bound) {
    return loads[node] < bound;
  }
}
