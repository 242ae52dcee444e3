package io.ringway.ring.algorithm;

import io.ringway.ring.Candidates;
import io.ringway.ring.Coverage;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing over a table of slots. Build it with {@link io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. The slot of a hash is its high bits, so that a slot is a run of
 * consecutive hashes. {@link Scores} orders the nodes for each slot; the table holds the first one.
 * Scores depend on one node and one slot, so a change moves only the slots that it must: an added
 * node takes those where it is first, a removed one leaves each to its second.
 *
 * <p>Further candidates are computed when somebody asks: a pass over the nodes each, which needs no
 * memory and is rare, because most keys are served by their owner. A place is the score of its
 * node; the owner's place is the complement of its index, because most walks end there and the
 * score costs a logarithm.
 */
public final class RendezvousRing implements Ring, Walk {

  /** Some seconds of building. */
  private static final long MAX_SCORES = 1L << 31;

  private final RingSpec.Rendezvous spec;
  private final List<Node> nodes;
  private final KeyHash keyHash;
  private final Scores scores;
  private final char[] owners;
  private final long digest;

  private RendezvousRing(
      RingSpec.Rendezvous spec, List<Node> nodes, KeyHash keyHash, @Nullable Ring before) {
    this.spec = spec;
    this.nodes = nodes;
    this.keyHash = keyHash;
    this.scores = new Scores(nodes);
    this.owners = new char[nodes.isEmpty() ? 0 : spec.slots()];
    if (before instanceof RendezvousRing ring && ring.owners.length == owners.length) {
      fill(ring.owners, NodeChange.between(ring.nodes, nodes));
    } else {
      for (int slot = 0; slot < owners.length; slot++) {
        owners[slot] = first(slot);
      }
    }
    Fingerprint fingerprint = new Fingerprint(spec.algorithm(), nodes);
    fingerprint.slots(owners);
    this.digest = fingerprint.value();
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
    return new RendezvousRing(spec, nodes, keyHash, before);
  }

  private char first(int slot) {
    return (char) Scores.node(scores.next(slot, -1, null));
  }

  /** A slot whose owner stays is a matter between it and the new nodes. */
  private void fill(char[] before, NodeChange change) {
    for (int slot = 0; slot < owners.length; slot++) {
      int stayed = change.moved[before[slot]];
      if (stayed == NONE) {
        owners[slot] = first(slot);
      } else if (change.added.length == 0) {
        owners[slot] = (char) stayed;
      } else {
        long score = scores.of(slot, stayed);
        for (int node : change.added) {
          score = scores.lesser(slot, score, node);
        }
        owners[slot] = (char) Scores.node(score);
      }
    }
  }

  @Override
  public RingSpec spec() {
    return spec;
  }

  @Override
  public List<Node> nodes() {
    return nodes;
  }

  @Override
  public KeyHash keyHash() {
    return keyHash;
  }

  @Override
  public int owner(long hash) {
    return owners.length == 0 ? NONE : owners[slot(hash)];
  }

  @Override
  public Candidates candidates(long hash, Candidates cursor, @Nullable Participation parts) {
    return cursor.start(this, hash, nodes.size(), parts);
  }

  @Override
  public Coverage coverage(Participation parts) {
    Coverage.Builder runs = new Coverage.Builder(owners.length);
    for (int slot = 0; slot < owners.length; slot++) {
      runs.from(Slices.start(slot, owners.length), taker(slot, parts));
    }
    return owners.length == 0 ? runs.from(0, NONE).build() : runs.build();
  }

  private int taker(int slot, Participation parts) {
    if (parts.takes(owners[slot], slot)) {
      return owners[slot];
    }
    long best = scores.next(slot, -1, parts);
    return best == Scores.NOBODY ? parts.fallback() : Scores.node(best);
  }

  @Override
  public long digest() {
    return digest;
  }

  @Override
  public long tableBytes() {
    return (long) Character.BYTES * owners.length + scores.bytes();
  }

  @Override
  public long steps() {
    return nodes.size();
  }

  @Override
  public long first(long hash) {
    return ~(long) owners[slot(hash)];
  }

  @Override
  public int node(long hash, long place) {
    return place < 0 ? (int) ~place : Scores.node(place);
  }

  @Override
  public long next(long hash, long place) {
    int slot = slot(hash);
    return scores.next(slot, place < 0 ? scores.of(slot, (int) ~place) : place, null);
  }

  @Override
  public boolean list(long hash, long[] places) {
    scores.all(slot(hash), places);
    Arrays.sort(places, 0, nodes.size());
    return true;
  }

  @Override
  public long grain(long hash, long place) {
    return slot(hash);
  }

  private int slot(long hash) {
    return Slices.of(hash, owners.length);
  }
}
