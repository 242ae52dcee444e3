package io.ringway.ring;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable assignment of 64-bit key hashes to nodes, with an order of preference for each hash.
 *
 * <p>Thread-safe. Two rings built from the same spec and the same set of nodes are bit for bit the
 * same, in whatever order and on whatever machine; {@link #digest()} proves it.
 */
public interface Ring {

  /** The index of no node: the owner in an empty ring, and the end of the candidates. */
  int NONE = -1;

  /** Returns the spec that this ring was built from. */
  RingSpec spec();

  /** Returns the nodes, ordered by id. Other methods identify a node by its index in this list. */
  List<Node> nodes();

  /** Returns the function that turns key bytes into the hash that this ring places. */
  KeyHash keyHash();

  /**
   * Returns the index of the node that owns the hash, or {@link #NONE} when the ring has no nodes.
   * Allocates nothing.
   */
  int owner(long hash);

  /**
   * Points the cursor at the start of the preference list of a hash: every node once, the owner
   * first. Allocates nothing once the cursor has grown to the size of the ring.
   *
   * @return the cursor
   */
  default Candidates candidates(long hash, Candidates cursor) {
    return candidates(hash, cursor, null);
  }

  /**
   * Points the cursor at the start of the preference list of a hash, while some nodes take traffic
   * with a part of their places.
   *
   * @param parts made for {@link #nodes()}; null when every place takes traffic
   */
  Candidates candidates(long hash, Candidates cursor, @Nullable Participation parts);

  /**
   * Splits all 2⁶⁴ hashes into runs that one node serves: the first candidate of each hash that
   * takes traffic. Exact. Meant for analysis, not for the request path.
   *
   * @param parts made for {@link #nodes()}
   */
  Coverage coverage(Participation parts);

  /**
   * Splits all hashes into runs as {@link #coverage(Participation)} does, for nodes that take
   * everything or nothing.
   */
  default Coverage coverage(Predicate<Node> taking) {
    return coverage(Participation.of(nodes(), taking));
  }

  /**
   * Returns a 64-bit fingerprint of the built table. Two rings have the same digest if they map
   * keys the same way, and different ones otherwise, collisions aside.
   */
  long digest();

  /** Returns the memory that the tables of this ring take, in bytes, without its nodes. */
  long tableBytes();
}
