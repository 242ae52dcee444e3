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
 * of hash · slots, so a slot is a run of consecutive hashes, and everything that works with arcs
 * works as on a circle. The paper has no second choice; here the preference list of a hash
 * continues from its slot along a {@link SlotCycle} of all others.
 *
 * <p>Adding or removing a node changes the order in which the others take slots, so a few slots
 * change hands between nodes that are not part of the change. This is the paper's price for even
 * shares, measured in docs/placement.md.
 */
public final class MaglevRing extends TableRing {

  private final char[] owners;
  private final SlotCycle slotCycle;

  private MaglevRing(
      RingSpec.Maglev spec, List<Node> nodes, KeyHash keyHash, char[] owners, SlotCycle slotCycle) {
    super(spec, nodes, keyHash, RingDigest.of(spec, nodes).slots(owners));
    this.owners = owners;
    this.slotCycle = slotCycle;
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
    SlotCycle slotCycle =
        before instanceof MaglevRing ring && ring.slotCycle.slots() == owners.length
            ? ring.slotCycle
            : new SlotCycle(owners.length);
    return new MaglevRing(spec, nodes, keyHash, owners, slotCycle);
  }

  @Override
  public int owner(long hash) {
    return owners.length == 0 ? NONE : owners[SlotIndex.of(hash, owners.length)];
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
      start = slotCycle.after(start);
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
      runs.from(SlotIndex.start(slot, slots), served[slot]);
    }
    return runs.build();
  }

  /**
   * Writes the node that serves each slot: its own, or the first one along the cycle that takes
   * traffic. Every run of slots that do not take traffic is followed by one that does.
   *
   * @param start a slot that takes traffic
   */
  private void serve(Participation parts, int start, int[] served) {
    int open = slotCycle.after(start);
    int slot = open;
    do {
      if (parts.takes(owners[slot], slot)) {
        int node = owners[slot];
        while (open != slot) {
          served[open] = node;
          open = slotCycle.after(open);
        }
        served[slot] = node;
        open = slotCycle.after(slot);
      }
      slot = slotCycle.after(slot);
    } while (slot != slotCycle.after(start));
  }

  @Override
  public long tableBytes() {
    return (long) Character.BYTES * owners.length + slotCycle.bytes();
  }

  @Override
  public long steps() {
    return owners.length;
  }

  @Override
  public long first(long hash) {
    return SlotIndex.of(hash, owners.length);
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
    return slotCycle.after((int) place);
  }
}
