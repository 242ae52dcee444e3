package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ringway.ring.Node;
import io.ringway.ring.RingSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A cluster: servers that share the keys of one kind of request. Its JSON has the settings at the
 * top level, beside the name and the servers.
 *
 * @param id stable id, 1 to 64 characters
 * @param name unique in its workspace: lower-case letters, digits and dashes, 1 to 63 characters
 * @param settings which requests the cluster gets and how they are served
 * @param servers at most 10,000
 */
public record ClusterConfig(
    String id, String name, @JsonUnwrapped ClusterSettings settings, List<ServerConfig> servers) {

  /** The maximum number of servers in a cluster. */
  public static final int MAX_SERVERS = 10_000;

  /** Checks the ranges and that server ids, names and addresses are unique. */
  public ClusterConfig {
    Validation.text("cluster id", id, 64);
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is not a cluster name: use 1 to 63 lower-case letters, digits and dashes.");
    }
    servers = List.copyOf(servers);
    Validation.range("number of servers of cluster '" + name + "'", servers.size(), 0, MAX_SERVERS);
    Set<String> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    for (ServerConfig server : servers) {
      unique(name, "id", server.id(), ids);
      unique(name, "name", server.name(), names);
      unique(name, "address", server.address(), addresses);
    }
  }

  /** Returns a copy with other settings. */
  public ClusterConfig with(ClusterSettings other) {
    return new ClusterConfig(id, name, other, servers);
  }

  /** Returns a copy with other servers. */
  public ClusterConfig with(List<ServerConfig> others) {
    return new ClusterConfig(id, name, settings, others);
  }

  private static void unique(String cluster, String what, String value, Set<String> seen) {
    if (!seen.add(value)) {
      throw new IllegalArgumentException(
          "Cluster '" + cluster + "' has two servers with the " + what + " '" + value + "'.");
    }
  }

  /**
   * Returns the members of the ring: every server that is not disabled. A draining one keeps its
   * places but is skipped.
   *
   * <p>A server without a hash key of its own is placed by its id, and in an nginx cluster by its
   * address, as nginx does. An HAProxy cluster also places a server by its id, which the ring turns
   * into a number. HAProxy itself numbers the lines of the configuration and so would move keys
   * when one is removed.
   */
  public List<Node> ringNodes() {
    return servers.stream()
        .filter(server -> server.state() != ServerState.DISABLED)
        .map(server -> server.node(otherwise(server)))
        .toList();
  }

  private String otherwise(ServerConfig server) {
    return settings.placement() instanceof RingSpec.Nginx ? server.address() : server.id();
  }
}
