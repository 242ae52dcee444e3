package io.ringway.routing.steering;

import io.ringway.protocol.Pin;
import io.ringway.ring.Node;
import io.ringway.ring.selection.NodeSelection;
import java.util.List;

/**
 * The pins of a cluster by fingerprint. A pin to a server that is not on the ring is left out, so
 * the ring decides.
 *
 * <p>An open-addressed table at most half full. Immutable; lookups allocate nothing.
 */
public final class PinTable {

  private final long[] fingerprints;

  /** 0 for a free slot, node + 1 for a pinned key, −servers for a shared one. */
  private final int[] targets;

  private final boolean empty;

  private PinTable(long[] fingerprints, int[] meanings, boolean empty) {
    this.fingerprints = fingerprints;
    this.targets = meanings;
    this.empty = empty;
  }

  /**
   * Builds the table.
   *
   * @param nodes as in the cluster's ring
   */
  public static PinTable of(List<Pin> pins, List<Node> nodes) {
    int size = Integer.highestOneBit(Math.max(1, pins.size())) << 2;
    long[] fingerprints = new long[size];
    int[] meanings = new int[size];
    boolean empty = true;
    List<String> ids = pins.isEmpty() ? List.of() : nodes.stream().map(Node::id).toList();
    for (Pin pin : pins) {
      int meaning =
          switch (pin) {
            case Pin.To to -> ids.indexOf(to.serverId()) + 1;
            case Pin.Spread spread -> -spread.servers();
          };
      if (meaning != 0) {
        int slot = slot(fingerprints, meanings, pin.fingerprint());
        fingerprints[slot] = pin.fingerprint();
        meanings[slot] = meaning;
        empty = false;
      }
    }
    return new PinTable(fingerprints, meanings, empty);
  }

  private static int slot(long[] fingerprints, int[] meanings, long fingerprint) {
    int mask = meanings.length - 1;
    int slot = (int) fingerprint & mask;
    while (meanings[slot] != 0 && fingerprints[slot] != fingerprint) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Returns whether nothing is pinned, so that no fingerprint has to be computed. */
  public boolean isEmpty() {
    return empty;
  }

  /**
   * Starts the selection for a key, with its pin if it has one.
   *
   * @param hash the hash that the ring places
   * @param fingerprint of the key
   */
  public void start(NodeSelection nodeSelection, long hash, long fingerprint) {
    int meaning = targets[slot(fingerprints, targets, fingerprint)];
    if (meaning == 0) {
      nodeSelection.start(hash);
    } else if (meaning > 0) {
      nodeSelection.startPinned(hash, meaning - 1);
    } else {
      nodeSelection.startShared(hash, -meaning);
    }
  }
}
