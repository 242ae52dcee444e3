package io.ringway.ring;

/**
 * How a ring is built: the algorithm with its knobs. A changed mapping is a new spec, never a new
 * meaning of an old one.
 */
public sealed interface RingSpec {

  /** The default: weighted points on a 64-bit circle. */
  RingSpec DEFAULT = new Points(Points.DEFAULT_POINTS);

  /** The name of the algorithm in REST, on the wire and in the dashboard. */
  String algorithm();

  /**
   * Consistent hashing with points on a circle (Karger et al. 1997).
   *
   * @param points points of a node of weight 1, from 1 to 65,536; more points balance better and
   *     cost memory
   */
  record Points(int points) implements RingSpec {

    /**
     * Balances ten servers to within five percent of their weights; with 1,024 every second set of
     * ten misses that. Large clusters need fewer: see docs/placement.md.
     */
    public static final int DEFAULT_POINTS = 4_096;

    /** Checks the range. */
    public Points {
      if (points < 1 || points > 65_536) {
        throw new IllegalArgumentException(
            "A ring has 1 to 65,536 points a server, not " + points + ".");
      }
    }

    @Override
    public String algorithm() {
      return "ring";
    }
  }
}
