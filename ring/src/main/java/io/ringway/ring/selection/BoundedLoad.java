package io.ringway.ring.selection;

/**
 * The most requests that a node may have in flight: a multiple of its fair part of all that are in
 * flight (Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2016).
 *
 * <p>The bounds of all usable nodes add up to at least the multiple of what is in flight, so while
 * counts are exact there is room for every request on one of them.
 */
public final class BoundedLoad {

  /**
   * Products such as 1.1 · 10 come out a little above the whole number that they are; this is far
   * more than they are off, and far too little to take away a place that is due.
   */
  private static final double ROUNDING = 1 - 1e-12;

  private BoundedLoad() {}

  /**
   * The bound of a node: it may take a request while it has fewer than this in flight.
   *
   * @param factor multiple of the fair part, at least 1
   * @param inFlight requests in flight on all nodes, the one that is to be placed included
   * @param weight of the node
   * @param usableWeight of all usable nodes together
   * @return at least 1, so that no node starves
   */
  public static int of(double factor, long inFlight, double weight, double usableWeight) {
    double fair = inFlight * weight / usableWeight;
    return Math.clamp((long) Math.ceil(factor * fair * ROUNDING), 1, Integer.MAX_VALUE);
  }
}
