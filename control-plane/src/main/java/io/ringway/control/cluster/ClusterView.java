package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.ReplicaPolicy;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.RingSpec;
import java.util.List;

/** A cluster in a REST response. */
record ClusterView(
    String id,
    String name,
    long revision,
    Listen listen,
    RingSpec placement,
    List<KeyRule> keyRules,
    KeyFallback keyFallback,
    HealthPolicy health,
    RetryPolicy retry,
    Timeouts timeouts,
    int drainMillis,
    List<String> corsOrigins,
    Steering steering,
    ServerTls serverTls,
    RelayPolicy relay,
    ReplicaPolicy replicaPolicy,
    Replicas replicas,
    List<Server> servers) {

  /** The desired replicas. */
  record Replicas(String runtime, int desired, List<String> names) {}

  /** A server in a REST response. */
  record Server(
      String id,
      String name,
      String host,
      int port,
      String address,
      double weight,
      ServerState state,
      boolean managed,
      String hashKey) {

    static Server of(ServerConfig server, boolean managed) {
      return new Server(
          server.id(),
          server.name(),
          server.host(),
          server.port(),
          server.address(),
          server.weight(),
          server.state(),
          managed,
          server.hashKey());
    }
  }

  static ClusterView of(ClusterDetails details) {
    ClusterSettings settings = details.config().settings();
    ReplicaPlan plan = details.plan();
    return new ClusterView(
        details.config().id(),
        details.config().name(),
        details.revision(),
        settings.listen(),
        settings.placement(),
        settings.keyRules(),
        settings.keyFallback(),
        settings.health(),
        settings.retry(),
        settings.timeouts(),
        settings.drainMillis(),
        settings.corsOrigins(),
        settings.steering(),
        settings.serverTls(),
        settings.relay(),
        settings.replicaPolicy(),
        new Replicas(plan.runtime(), plan.desired(), plan.names()),
        servers(details));
  }

  static List<Server> servers(ClusterDetails details) {
    return details.config().servers().stream()
        .map(server -> Server.of(server, details.managed(server)))
        .toList();
  }
}
