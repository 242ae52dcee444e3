package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Relay;
import io.ringway.protocol.ReplicaPolicy;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.RingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster as REST takes it: the schema of the body. It is read as a tree, because a field that is
 * absent means something else than one that is null.
 */
record ClusterRequest(
    String name,
    @Nullable Listen listen,
    @Nullable RingSpec placement,
    @Nullable List<KeyRule> keyRules,
    @Nullable KeyFallback keyFallback,
    @Nullable HealthPolicy health,
    @Nullable RetryPolicy retry,
    @Nullable Timeouts timeouts,
    @Nullable Integer drainMillis,
    @Nullable List<String> corsOrigins,
    @Nullable Steering steering,
    @Nullable ServerTls serverTls,
    @Nullable Relay relay,
    @Nullable ReplicaPolicy replicaPolicy,
    @Nullable Replicas replicas,
    @Nullable List<NewServerRequest> servers) {

  /** Which runtime runs how many replicas; only when a cluster is created. */
  record Replicas(@Nullable String runtime, @Nullable Integer desired) {

    ReplicaPlan plan() {
      String chosen = runtime == null ? "none" : runtime;
      int wanted = desired == null ? 0 : desired;
      if (wanted < 0 || wanted > ReplicaPlan.MAX_REPLICAS) {
        throw Problems.invalid(
            "The number of replicas is "
                + wanted
                + ": give a whole number from 0 to "
                + ReplicaPlan.MAX_REPLICAS
                + ".");
      }
      try {
        return ReplicaPlan.of(chosen, wanted);
      } catch (IllegalArgumentException e) {
        throw Problems.invalid(String.valueOf(e.getMessage()));
      }
    }
  }

  static Change create(Bodies bodies, ObjectNode body) {
    ObjectNode settings = body.deepCopy();
    String name = name(settings);
    if (name == null) {
      throw Bodies.bad("The cluster has no name: give 'name', such as \"shop\".");
    }
    JsonNode servers = settings.remove("servers");
    JsonNode replicas = settings.remove("replicas");
    return new Change.CreateCluster(
        name,
        bodies.settings(ClusterSettings.DEFAULT, settings),
        absent(servers)
            ? List.of()
            : bodies.servers(servers).stream().map(NewServerRequest::server).toList(),
        absent(replicas) ? ReplicaPlan.NONE : bodies.read(replicas, Replicas.class).plan());
  }

  static Change update(Bodies bodies, ClusterDetails seen, ClusterSettings base, ObjectNode body) {
    ObjectNode settings = body.deepCopy();
    String name = name(settings);
    JsonNode revision = settings.remove("revision");
    if (revision != null && revision.asLong(-1) != seen.revision()) {
      throw Problems.stale("the cluster", revision.asLong(-1), seen.revision());
    }
    JsonNode shown = bodies.shown(ClusterView.of(seen));
    bodies.unchanged(settings, shown, "id", "the id of a cluster stays");
    bodies.unchanged(settings, shown, "servers", "servers are changed under /servers");
    bodies.unchanged(settings, shown, "replicas", "replicas are changed with :scale");
    return new Change.UpdateCluster(seen.config().name(), name, bodies.settings(base, settings));
  }

  private static @Nullable String name(ObjectNode body) {
    JsonNode name = body.remove("name");
    if (absent(name)) {
      return null;
    }
    if (!name.isString()) {
      throw Bodies.bad("The value of 'name' has to be text.");
    }
    return name.stringValue();
  }

  private static boolean absent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }
}
