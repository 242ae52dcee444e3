package io.ringway.control.cluster;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.ring.analysis.Flow;
import io.ringway.ring.analysis.Movement;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a change of one cluster moves.
 *
 * @param share of all keys, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 */
record Moves(double share, double necessary, List<Flow> flows) {

  static final Moves NONE = new Moves(0, 0, List.of());

  static Moves between(@Nullable ClusterConfig before, @Nullable ClusterConfig after) {
    if (before == null || after == null) {
      return NONE;
    }
    Ring old = Rings.build(before.placement(), before.ringNodes());
    Ring next = Rings.build(after.placement(), after.ringNodes(), old);
    Movement movement = Movement.between(old, taking(before), next, taking(after));
    return new Moves(movement.moved(), movement.necessary(), movement.flows());
  }

  Moves largest(Moves other) {
    return other.share > share ? other : this;
  }

  private static Predicate<Node> taking(ClusterConfig cluster) {
    Set<String> ready =
        cluster.servers().stream()
            .filter(server -> server.state() == ServerState.READY)
            .map(ServerConfig::id)
            .collect(Collectors.toSet());
    return node -> ready.contains(node.id());
  }
}
