package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RelayPolicy;
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
 * The schema of a cluster in a request body. The body is read as a tree, because an absent field
 * and a null one mean different things.
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
    @Nullable RelayPolicy relay,
    @Nullable ReplicaPolicy replicaPolicy,
    @Nullable Replicas replicas,
    @Nullable List<NewServerRequest> servers) {

  /** The runtime and the desired number of replicas; only when a cluster is created. */
  record Replicas(@Nullable String runtime, @Nullable Integer desired) {

    ReplicaPlan plan() {
      String chosen = runtime == null ? "none" : runtime;
      int wanted = desired == null ? 0 : desired;
      if (wanted < 0 || wanted > ReplicaPlan.MAX_REPLICAS) {
        throw ClusterProblems.invalid(
            "The number of replicas is "
                + wanted
                + ": give a whole number from 0 to "
                + ReplicaPlan.MAX_REPLICAS
                + ".");
      }
      try {
        return ReplicaPlan.of(chosen, wanted);
      } catch (IllegalArgumentException e) {
        throw ClusterProblems.invalid(String.valueOf(e.getMessage()));
      }
    }
  }

  static Change create(RequestBodies requestBodies, ObjectNode body) {
    ObjectNode settings = body.deepCopy();
    String name = name(settings);
    if (name == null) {
      throw RequestBodies.bad("The cluster has no name: give 'name', such as \"shop\".");
    }
    JsonNode servers = settings.remove("servers");
    JsonNode replicas = settings.remove("replicas");
    return new Change.CreateCluster(
        name,
        requestBodies.settings(ClusterSettings.DEFAULT, settings),
        absent(servers)
            ? List.of()
            : requestBodies.servers(servers).stream().map(NewServerRequest::server).toList(),
        absent(replicas) ? ReplicaPlan.NONE : requestBodies.read(replicas, Replicas.class).plan());
  }

  static Change update(
      RequestBodies requestBodies, ClusterDetails seen, ClusterSettings base, ObjectNode body) {
    ObjectNode settings = body.deepCopy();
    String name = name(settings);
    JsonNode revision = settings.remove("revision");
    if (revision != null && revision.asLong(-1) != seen.revision()) {
      throw ClusterProblems.stale("the cluster", revision.asLong(-1), seen.revision());
    }
    JsonNode shown = requestBodies.shown(ClusterView.of(seen));
    requestBodies.unchanged(settings, shown, "id", "the id of a cluster stays");
    requestBodies.unchanged(settings, shown, "servers", "servers are changed under /servers");
    requestBodies.unchanged(settings, shown, "replicas", "replicas are changed with :scale");
    return new Change.UpdateCluster(
        seen.config().name(), name, requestBodies.settings(base, settings));
  }

  private static @Nullable String name(ObjectNode body) {
    JsonNode name = body.remove("name");
    if (absent(name)) {
      return null;
    }
    if (!name.isString()) {
      throw RequestBodies.bad("The value of 'name' has to be text.");
    }
    return name.stringValue();
  }

  private static boolean absent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }
}
