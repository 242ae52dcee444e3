package io.ringway.ring;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable assignment of 64-bit key hashes to nodes, with an order of preference for each hash.
 *
 * <p>Safe for use by any number of threads. Two rings built from the same spec and the same set of
 * nodes, in whatever order, on whatever machine, are the same bit for bit; {@link #digest()} proves
 * it.
 */
public interface Ring {

  /** No node: the answer of an empty ring, and of candidates that are used up. */
  int NONE = -1;

  /** What this ring was built from. */
  RingSpec spec();

  /** The nodes, ordered by id; a node is spoken of by its index in this list. */
  List<Node> nodes();

  /** The function that turns key bytes into the hash that this ring places. */
  KeyHash keyHash();

  /**
   * The index of the node that owns the hash, or {@link #NONE} when the ring has no nodes.
   * Allocates nothing.
   */
  int owner(long hash);

  /**
   * Points the cursor at the start of the preference list of a hash: distinct nodes, the owner
   * first, every node once. Allocates nothing once the cursor has grown to the size of the ring.
   *
   * @return the cursor
   */
  default Candidates candidates(long hash, Candidates cursor) {
    return candidates(hash, cursor, null);
  }

  /**
   * As {@link #candidates(long, Candidates)}, while some nodes take with a part of their places.
   *
   * @param parts made for {@link #nodes()}; null when every place counts
   */
  Candidates candidates(long hash, Candidates cursor, @Nullable Participation parts);

  /**
   * Cuts all 2⁶⁴ hashes into runs that one node serves, when nodes take with a part of their
   * places: each hash is served by the first of its candidates that takes. Exact; made for
   * analysis, not for the request path.
   *
   * @param parts made for {@link #nodes()}
   */
  Coverage coverage(Participation parts);

  /** As {@link #coverage(Participation)}, for nodes that take everything or nothing. */
  default Coverage coverage(Predicate<Node> taking) {
    return coverage(Participation.of(nodes(), taking));
  }

  /**
   * A 64-bit fingerprint of the built table: equal if and (but for chance) only if the mapping is
   * equal.
   */
  long digest();

  /** How much memory the tables of this ring take, in bytes; its nodes come on top. */
  long tableBytes();
}
