package io.ringway.control.whatif;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Distribution;
import io.ringway.ring.analysis.Movement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The comparison of a cluster before and after a change, both with the rings that balancers would
 * run. The movement between them is computed, not sampled. Immutable.
 *
 * <p>Ready servers count with all of their ring positions: slow start only spreads the movement
 * over time, and health changes.
 */
public final class WhatIf {

  private final Side before;
  private final Side after;
  private final Movement movement;
  private final boolean otherKeys;

  private WhatIf(Side before, Side after, Movement movement, boolean otherKeys) {
    this.before = before;
    this.after = after;
    this.movement = movement;
    this.otherKeys = otherKeys;
  }

  /**
   * One side of the comparison.
   *
   * @param taking the servers that are ready
   * @param shares exact shares of the keys
   * @param indices index of each node of the ring by server id
   * @param buildNanos time to build its ring; the one after is built from the one before, as in
   *     balancers
   */
  public record Side(
      ClusterConfig cluster,
      Ring ring,
      Participation taking,
      Distribution shares,
      Map<String, Integer> indices,
      long buildNanos) {

    static Side of(ClusterConfig cluster, PublishedSnapshot.BuiltRing built) {
      Ring ring = built.ring();
      Set<String> ready =
          cluster.servers().stream()
              .filter(server -> server.state() == ServerState.READY)
              .map(ServerConfig::id)
              .collect(Collectors.toSet());
      Participation taking = Participation.of(ring.nodes(), node -> ready.contains(node.id()));
      Map<String, Integer> indices = HashMap.newHashMap(ring.nodes().size());
      for (int node = 0; node < ring.nodes().size(); node++) {
        indices.put(ring.nodes().get(node).id(), node);
      }
      return new Side(
          cluster, ring, taking, Distribution.of(ring, taking), indices, built.buildNanos());
    }

    /** Returns the share of a server, 0 when it is not on the ring. */
    public double share(String serverId) {
      int node = node(serverId);
      return node == Ring.NONE ? 0 : shares.share(node);
    }

    /** Returns the share of a server by weight, 0 when it is not on the ring. */
    double fair(String serverId) {
      int node = node(serverId);
      return node == Ring.NONE ? 0 : shares.fairShare(node);
    }

    private int node(String serverId) {
      return indices.getOrDefault(serverId, Ring.NONE);
    }
  }

  /**
   * Compares two states of a cluster.
   *
   * @throws IllegalArgumentException when a ring cannot be built; the message says what to change
   */
  public static WhatIf between(ClusterConfig before, ClusterConfig after) {
    PublishedSnapshot.BuiltRing old = PublishedSnapshot.BuiltRing.of(before, null);
    return between(before, old, after, PublishedSnapshot.BuiltRing.of(after, old.ring()));
  }

  /** Compares a cluster with what it becomes; both rings are built already. */
  public static WhatIf between(
      ClusterConfig before,
      PublishedSnapshot.BuiltRing ringBefore,
      ClusterConfig after,
      PublishedSnapshot.BuiltRing ringAfter) {
    Side old = Side.of(before, ringBefore);
    Side next = Side.of(after, ringAfter);
    boolean otherKeys = !before.settings().keyRules().equals(after.settings().keyRules());
    Movement movement =
        otherKeys
            ? Movement.independent(old.ring(), old.taking(), next.ring(), next.taking())
            : Movement.between(old.ring(), old.taking(), next.ring(), next.taking());
    return new WhatIf(old, next, movement, otherKeys);
  }

  /** Returns the cluster before the change. */
  public Side before() {
    return before;
  }

  /** Returns the cluster after the change. */
  public Side after() {
    return after;
  }

  /** Returns the keys that move. */
  public Movement movement() {
    return movement;
  }

  /** Returns true when requests get other keys because the key rules change. */
  public boolean otherKeys() {
    return otherKeys;
  }
}
