package io.ringway.cli;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.ring.RingSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A group of servers of another load balancer, in Ringway's terms.
 *
 * @param name of the upstream or backend
 * @param placement that maps keys the same way
 * @param keyRules that read the same key
 * @param boundedLoad as in {@link Steering}; 0 for none
 * @param health the health check of its servers
 * @param servers in the order of the file
 * @param remarks what is not migrated, with line numbers
 */
record Upstream(
    String name,
    RingSpec placement,
    List<KeyRule> keyRules,
    double boundedLoad,
    HealthCheck health,
    List<Server> servers,
    List<String> remarks) {

  /**
   * A server of the group.
   *
   * @param name its name in Ringway
   * @param nameInFile its name, or its address, in the file
   * @param hashKey the name by which the other load balancer places it
   */
  record Server(
      String name,
      String nameInFile,
      String host,
      int port,
      double weight,
      ServerState state,
      String hashKey) {

    String address() {
      return config().address();
    }

    ServerConfig config() {
      return new ServerConfig(name, name, host, port, weight, state, hashKey, 0);
    }
  }

  private static final int MOST_POINTS = 2_000_000;

  Upstream {
    keyRules = List.copyOf(keyRules);
    servers = List.copyOf(servers);
    remarks = List.copyOf(remarks);
  }

  /** Returns a valid name for the cluster. */
  String clusterName() {
    String name = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    name = name.replaceAll("^-+", "");
    name = name.isEmpty() ? "imported" : name;
    return name.substring(0, Math.min(63, name.length())).replaceAll("-+$", "");
  }

  /** Returns a copy with more remarks. */
  Upstream and(List<String> more) {
    return new Upstream(
        name,
        placement,
        keyRules,
        boundedLoad,
        health,
        servers,
        Stream.concat(remarks.stream(), more.stream()).toList());
  }

  /** Returns this group, after checking that a cluster can be made of it. */
  Upstream checked(int line) throws CliException {
    try {
      refuseSameAddress(line);
      refuseManyPoints(line);
      new KeyMapping(cluster());
    } catch (IllegalArgumentException e) {
      throw new CliException(line, String.valueOf(e.getMessage()));
    }
    return servers.stream().anyMatch(server -> server.state() == ServerState.READY)
        ? this
        : and(List.of("line " + line + ": none of its servers takes requests."));
  }

  /**
   * Refuses too many points, to keep this command in bounded memory: a point of a ring takes about
   * fifty bytes at most.
   */
  private void refuseManyPoints(int line) throws CliException {
    int each = placement instanceof RingSpec.Nginx ? 160 : 16;
    double points = servers.stream().mapToDouble(Server::weight).sum() * each;
    if (points > MOST_POINTS) {
      throw new CliException(
          line,
          String.format(
              Locale.ROOT,
              "its weights make %,.0f points, this command takes %,d at most: divide all weights by"
                  + " the same number.",
              points,
              MOST_POINTS));
    }
  }

  private void refuseSameAddress(int line) throws CliException {
    Map<String, Server> addresses = new HashMap<>();
    for (Server server : servers) {
      Server other = addresses.putIfAbsent(server.address(), server);
      if (other != null) {
        throw new CliException(
            line,
            "servers '"
                + other.nameInFile()
                + "' and '"
                + server.nameInFile()
                + "' have the one address "
                + server.address()
                + ", which a cluster can have once: take one of them out, or give it another"
                + " address of the same machine.");
      }
    }
  }

  /** Returns the cluster as the control plane will have it, to look up keys locally. */
  ClusterConfig cluster() {
    return new ClusterConfig(
        "imported",
        "imported",
        ClusterSettings.DEFAULT.with(it -> {
          it.placement = placement;
          it.keyRules = keyRules;
        }),
        servers.stream().map(Server::config).toList());
  }
}
