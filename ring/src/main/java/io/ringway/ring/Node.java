package io.ringway.ring;

/**
 * A member of a ring.
 *
 * <p>Its place depends on the id and the weight alone, never on an address or on the position in a
 * list, so that a server keeps its keys when it moves to another host.
 *
 * @param id stable name, 1 to 255 characters, unique in its ring
 * @param weight share of the keys relative to the other nodes; finite, from 0.001 to 1,000; 1 is
 *     ordinary
 */
public record Node(String id, double weight) {

  /** The smallest weight that a node may have. */
  public static final double MIN_WEIGHT = 0.001;

  /** The largest weight that a node may have. */
  public static final double MAX_WEIGHT = 1_000;

  /** Checks the ranges. */
  public Node {
    if (id.isEmpty() || id.length() > 255) {
      throw new IllegalArgumentException(
          "A node id has 1 to 255 characters, this one has " + id.length() + ".");
    }
    if (!(weight >= MIN_WEIGHT && weight <= MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "The weight of node '" + id + "' is " + weight + ": give a number from 0.001 to 1,000.");
    }
  }

  /** A node of ordinary weight. */
  public Node(String id) {
    this(id, 1);
  }
}
