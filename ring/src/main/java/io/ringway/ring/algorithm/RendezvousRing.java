package io.ringway.ring.algorithm;

import io.ringway.ring.Coverage;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing over a table of slots. Build it with {@link io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. The slot of a hash is its high bits, so that a slot is a run of
 * consecutive hashes. {@link RendezvousScores} orders the nodes for each slot; the table holds the
 * first one. A score depends on one node and one slot, so a change moves only the slots that must
 * move: an added node takes those where it is first, a removed one leaves each to its second.
 *
 * <p>Further candidates are computed on demand with a pass over the nodes each. This needs no
 * memory and is rare, because most keys are served by their owner. A place is the score of its
 * node. The owner's place is the complement of its index, because most requests need no further
 * candidate and the score costs a logarithm.
 */
public final class RendezvousRing extends TableRing {

  /** The maximum number of scores, which take some seconds to build. */
  private static final long MAX_SCORES = 1L << 31;

  private final RendezvousScores rendezvousScores;
  private final char[] owners;

  private RendezvousRing(
      RingSpec.Rendezvous spec,
      List<Node> nodes,
      KeyHash keyHash,
      RendezvousScores rendezvousScores,
      char[] owners) {
    super(spec, nodes, keyHash, RingDigest.of(spec, nodes).slots(owners));
    this.rendezvousScores = rendezvousScores;
    this.owners = owners;
  }

  /**
   * Builds the table.
   *
   * @param nodes ordered by id, without duplicates
   * @param before a ring of the same spec to start from, or null; the result is the same
   * @throws IllegalArgumentException when it would take too long
   */
  public static Ring build(
      RingSpec.Rendezvous spec, List<Node> nodes, KeyHash keyHash, @Nullable Ring before) {
    if ((long) spec.slots() * nodes.size() > MAX_SCORES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A rendezvous table of %,d slots for %,d servers takes too long to build: give it %,d"
                  + " slots, or take the algorithm 'ring'.",
              spec.slots(),
              nodes.size(),
              Long.highestOneBit(MAX_SCORES / nodes.size())));
    }
    RendezvousScores rendezvousScores = new RendezvousScores(nodes);
    int slots = nodes.isEmpty() ? 0 : spec.slots();
    char[] owners =
        before instanceof RendezvousRing ring && ring.owners.length == slots
            ? owners(rendezvousScores, ring.owners, NodeChange.between(ring.nodes(), nodes))
            : owners(rendezvousScores, slots);
    return new RendezvousRing(spec, nodes, keyHash, rendezvousScores, owners);
  }

  private static char[] owners(RendezvousScores rendezvousScores, int slots) {
    char[] owners = new char[slots];
    for (int slot = 0; slot < slots; slot++) {
      owners[slot] = rendezvousScores.first(slot);
    }
    return owners;
  }

  /**
   * Returns the owner of each slot. A slot whose owner stays is decided between that owner and the
   * new nodes.
   */
  private static char[] owners(
      RendezvousScores rendezvousScores, char[] before, NodeChange change) {
    char[] owners = new char[before.length];
    for (int slot = 0; slot < owners.length; slot++) {
      int stayed = change.moved[before[slot]];
      if (stayed == NONE) {
        owners[slot] = rendezvousScores.first(slot);
      } else if (change.added.length == 0) {
        owners[slot] = (char) stayed;
      } else {
        long score = rendezvousScores.of(slot, stayed);
        for (int node : change.added) {
          score = rendezvousScores.lesser(slot, score, node);
        }
        owners[slot] = (char) RendezvousScores.node(score);
      }
    }
    return owners;
  }

  @Override
  public int owner(long hash) {
    return owners.length == 0 ? NONE : owners[slot(hash)];
  }

  @Override
  public Coverage coverage(Participation parts) {
    Coverage.Builder runs = new Coverage.Builder(owners.length);
    for (int slot = 0; slot < owners.length; slot++) {
      runs.from(SlotIndex.start(slot, owners.length), taker(slot, parts));
    }
    return owners.length == 0 ? runs.from(0, NONE).build() : runs.build();
  }

  private int taker(int slot, Participation parts) {
    if (parts.takes(owners[slot], slot)) {
      return owners[slot];
    }
    long best = rendezvousScores.next(slot, -1, parts);
    return best == RendezvousScores.NOBODY ? parts.fallback() : RendezvousScores.node(best);
  }

  @Override
  public long tableBytes() {
    return (long) Character.BYTES * owners.length + rendezvousScores.bytes();
  }

  @Override
  public long steps() {
    return nodes().size();
  }

  @Override
  public long first(long hash) {
    return ~(long) owners[slot(hash)];
  }

  @Override
  public int node(long hash, long place) {
    return place < 0 ? (int) ~place : RendezvousScores.node(place);
  }

  @Override
  public long next(long hash, long place) {
    int slot = slot(hash);
    return rendezvousScores.next(
        slot, place < 0 ? rendezvousScores.of(slot, (int) ~place) : place, null);
  }

  @Override
  public boolean list(long hash, long[] places) {
    rendezvousScores.all(slot(hash), places);
    Arrays.sort(places, 0, nodes().size());
    return true;
  }

  @Override
  public long grain(long hash, long place) {
    return slot(hash);
  }

  private int slot(long hash) {
    return SlotIndex.of(hash, owners.length);
  }
}
