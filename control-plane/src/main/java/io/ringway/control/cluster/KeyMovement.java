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
 * @param whatIf the comparison behind it, or null when a cluster begins or ends: then no key
 *     changes hands
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

  /** Of all keys, from 0 to 1. */
  double share() {
    return whatIf == null ? 0 : whatIf.movement().moved();
  }

  /** The part of it that any placement would have to move. */
  double necessary() {
    return whatIf == null ? 0 : whatIf.movement().necessary();
  }

  /** Whether the shares hold for every key, and not for many keys on average. */
  boolean exact() {
    return whatIf == null || whatIf.movement().exact();
  }

  List<Flow> flows() {
    return whatIf == null ? List.of() : whatIf.movement().flows();
  }

  /** What the shares do not tell. */
  List<String> remarks() {
    return whatIf == null ? List.of() : ChangeRemarks.of(whatIf);
  }
}
