package io.ringway.ring.algorithm;

import io.ringway.ring.Candidates;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import io.ringway.ring.PreferenceOrder;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring that looks keys up in a table built from its nodes. Each placement defines its own table
 * and preference order.
 */
abstract sealed class TableRing implements Ring, PreferenceOrder
    permits HaProxyRing, MaglevRing, PointRing, RendezvousRing {

  private final RingSpec spec;
  private final List<Node> nodes;
  private final KeyHash keyHash;
  private final long digest;

  TableRing(RingSpec spec, List<Node> nodes, KeyHash keyHash, RingDigest table) {
    this.spec = spec;
    this.nodes = nodes;
    this.keyHash = keyHash;
    this.digest = table.value();
  }

  @Override
  public final RingSpec spec() {
    return spec;
  }

  @Override
  public final List<Node> nodes() {
    return nodes;
  }

  @Override
  public final KeyHash keyHash() {
    return keyHash;
  }

  @Override
  public final Candidates candidates(long hash, Candidates cursor, @Nullable Participation parts) {
    return cursor.start(this, hash, nodes.size(), parts);
  }

  @Override
  public final long digest() {
    return digest;
  }
}
