package io.ringway.ring.selection;

/**
 * The maximum number of requests that a node may have in flight: a multiple of its fair share of
 * all requests in flight (Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads",
 * 2016).
 *
 * <p>The bounds of all usable nodes add up to at least the multiple of the requests in flight. So
 * while counts are exact, at least one node has room for every request.
 */
public final class BoundedLoad {

  /**
   * A tolerance for rounding: products such as 1.1 · 10 come out slightly above the whole number.
   * It is far larger than the rounding error, and far too small to reduce a bound that is due.
   */
  private static final double ROUNDING = 1 - 1e-12;

  private BoundedLoad() {}

  /**
   * Returns the bound of a node: it takes a request only while it has fewer than this in flight.
   *
   * @param factor multiple of the fair share, at least 1
   * @param inFlight requests in flight on all nodes, the one to be placed included
   * @param weight of the node
   * @param usableWeight of all usable nodes together
   * @return at least 1, so that no node starves
   */
  public static int of(double factor, long inFlight, double weight, double usableWeight) {
    double fair = inFlight * weight / usableWeight;
    return Math.clamp((long) Math.ceil(factor * fair * ROUNDING), 1, Integer.MAX_VALUE);
  }
}
