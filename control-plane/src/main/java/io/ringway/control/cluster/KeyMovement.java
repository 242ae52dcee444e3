package io.ringway.control.cluster;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.whatif.ChangeRemarks;
import io.ringway.control.whatif.WhatIf;
import io.ringway.protocol.ClusterConfig;
import io.ringway.ring.analysis.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a change of one cluster moves.
 *
 * @param whatIf the comparison behind it, or null when a cluster is created or deleted: then no key
 *     moves
 */
public record KeyMovement(@Nullable WhatIf whatIf) {

  static final KeyMovement NONE = new KeyMovement(null);

  /** Compares the rings of a cluster in two snapshots. */
  static KeyMovement between(PublishedSnapshot before, PublishedSnapshot after, String clusterId) {
    ClusterConfig old = config(before, clusterId);
    ClusterConfig next = config(after, clusterId);
    return old == null || next == null
        ? NONE
        : new KeyMovement(
            WhatIf.between(old, before.built(clusterId), next, after.built(clusterId)));
  }

  private static @Nullable ClusterConfig config(PublishedSnapshot in, String clusterId) {
    return in.config().clusters().stream()
        .filter(cluster -> cluster.id().equals(clusterId))
        .findFirst()
        .orElse(null);
  }

  KeyMovement largest(KeyMovement other) {
    return other.share() > share() ? other : this;
  }

  /** Returns the share of all keys that moves, from 0 to 1. */
  double share() {
    return whatIf == null ? 0 : whatIf.movement().moved();
  }

  /** Returns the part of it that any placement would have to move. */
  double necessary() {
    return whatIf == null ? 0 : whatIf.movement().necessary();
  }

  /** Returns true when the shares are exact, false when they are expected averages. */
  boolean exact() {
    return whatIf == null || whatIf.movement().exact();
  }

  List<Flow> flows() {
    return whatIf == null ? List.of() : whatIf.movement().flows();
  }

  /** Returns the effects that the shares do not show, as sentences. */
  List<String> remarks() {
    return whatIf == null ? List.of() : ChangeRemarks.of(whatIf);
  }
}
