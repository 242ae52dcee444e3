package io.ringway.control.cluster;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.Optional;
import java.util.Set;

/**
 * The current state of a cluster. Immutable.
 *
 * @param config the configuration that balancers receive
 * @param plan the desired replicas
 * @param managedServerIds the servers that a replica runtime runs
 * @param revision the last revision that changed it; its ETag
 */
public record ClusterDetails(
    ClusterConfig config, ReplicaPlan plan, Set<String> managedServerIds, long revision) {

  /** Copies the set. */
  public ClusterDetails {
    managedServerIds = Set.copyOf(managedServerIds);
  }

  /** Returns the server with this id or, when there is none, with this name. */
  public Optional<ServerConfig> server(String idOrName) {
    return config.servers().stream()
        .filter(server -> server.id().equals(idOrName))
        .findFirst()
        .or(() ->
            config.servers().stream().filter(server -> server.name().equals(idOrName)).findFirst());
  }

  /** Returns true when a replica runtime runs this server. */
  public boolean managed(ServerConfig server) {
    return managedServerIds.contains(server.id());
  }

  long ready() {
    return config.servers().stream().filter(server -> server.state() == ServerState.READY).count();
  }
}
