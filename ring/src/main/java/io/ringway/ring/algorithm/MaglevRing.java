package io.ringway.ring.algorithm;

import io.ringway.ring.Coverage;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lookup table of Maglev. Build it with {@link io.ringway.ring.Rings}.
 *
 * <p>Notes for maintainers. {@link MaglevFill} fills the table. The slot of a hash is the high half
 * of hash · slots, so that a slot is a run of consecutive hashes and everything that speaks of arcs
 * works as on a circle. The paper has no second choice; here the preference list of a hash goes
 * from its slot on a {@link Tour} of all others.
 *
 * <p>A node added or removed changes the order in which the others come to take slots, so a few
 * slots change hands between nodes that have nothing to do with the change: the paper's price for
 * even shares, measured in docs/placement.md.
 */
public final class MaglevRing extends TableRing {

  private final char[] owners;
  private final Tour tour;

  private MaglevRing(
      RingSpec.Maglev spec, List<Node> nodes, KeyHash keyHash, char[] owners, Tour tour) {
    super(spec, nodes, keyHash, Fingerprint.of(spec, nodes).slots(owners));
    this.owners = owners;
    this.tour = tour;
  }

  /**
   * Builds the table.
   *
   * @param nodes ordered by id, without duplicates
   * @param before a ring of the same spec to take over from, or null; the result is the same
   * @throws IllegalArgumentException when there are more nodes than slots
   */
  public static Ring build(
      RingSpec.Maglev spec, List<Node> nodes, KeyHash keyHash, @Nullable Ring before) {
    char[] owners = MaglevFill.fill(spec.tableSize(), nodes);
    Tour tour =
        before instanceof MaglevRing ring && ring.tour.slots() == owners.length
            ? ring.tour
            : new Tour(owners.length);
    return new MaglevRing(spec, nodes, keyHash, owners, tour);
  }

  @Override
  public int owner(long hash) {
    return owners.length == 0 ? NONE : owners[Slices.of(hash, owners.length)];
  }

  @Override
  public Coverage coverage(Participation parts) {
    int slots = owners.length;
    if (slots == 0) {
      return new Coverage.Builder(1).from(0, NONE).build();
    }
    int start = 0;
    int looked = 0;
    while (looked < slots && !parts.takes(owners[start], start)) {
      start = tour.after(start);
      looked++;
    }
    int[] served = new int[slots];
    if (looked == slots) {
      Arrays.fill(served, parts.fallback());
    } else {
      serve(parts, start, served);
    }
    Coverage.Builder runs = new Coverage.Builder(slots);
    for (int slot = 0; slot < slots; slot++) {
      runs.from(Slices.start(slot, slots), served[slot]);
    }
    return runs.build();
  }

  /**
   * Who serves each slot: its node, or else the first one down the tour that takes. Every run of
   * slots that do not take is followed by one that does.
   *
   * @param start a slot that takes
   */
  private void serve(Participation parts, int start, int[] served) {
    int open = tour.after(start);
    int slot = open;
    do {
      if (parts.takes(owners[slot], slot)) {
        int node = owners[slot];
        while (open != slot) {
          served[open] = node;
          open = tour.after(open);
        }
        served[slot] = node;
        open = tour.after(slot);
      }
      slot = tour.after(slot);
    } while (slot != tour.after(start));
  }

  @Override
  public long tableBytes() {
    return (long) Character.BYTES * owners.length + tour.bytes();
  }

  @Override
  public long steps() {
    return owners.length;
  }

  @Override
  public long first(long hash) {
    return Slices.of(hash, owners.length);
  }

  @Override
  public int node(long hash, long place) {
    return owners[(int) place];
  }

  @Override
  public long grain(long hash, long place) {
    return place;
  }

  @Override
  public long next(long hash, long place) {
    return tour.after((int) place);
  }
}
