package io.ringway.ring;

/**
 * A member of a ring.
 *
 * <p>Its placement depends on the hash key and the weight alone, never on its position in a list.
 * The hash key is the id unless another one is given, so a server keeps its keys when it moves to
 * another host.
 *
 * @param id stable name, 1 to 255 characters, unique in its ring
 * @param weight share of the keys relative to the other nodes; finite, from 0.001 to 1,000; the
 *     default is 1
 * @param hashKey the text that placements hash, 1 to 320 characters, unique in its ring; where a
 *     mapping is taken over from another load balancer, the name by which that one knows the server
 */
public record Node(String id, double weight, String hashKey) {

  /** The smallest weight that a node may have. */
  public static final double MIN_WEIGHT = 0.001;

  /** The largest weight that a node may have. */
  public static final double MAX_WEIGHT = 1_000;

  /** The maximum length of a hash key in characters: the longest host name, a port, brackets. */
  public static final int MAX_HASH_KEY = 320;

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
    if (hashKey.isEmpty() || hashKey.length() > MAX_HASH_KEY) {
      throw new IllegalArgumentException(
          "The hash key of node '"
              + id
              + "' has "
              + hashKey.length()
              + " characters: give 1 to 320.");
    }
  }

  /** Creates a node that is placed by its id. */
  public Node(String id, double weight) {
    this(id, weight, id);
  }

  /** Creates a node of weight 1 that is placed by its id. */
  public Node(String id) {
    this(id, 1);
  }
}
