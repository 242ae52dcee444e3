package io.ringway.cli;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.ring.RingSpec;
import java.util.List;
import java.util.Locale;

/**
 * A group of servers as another load balancer has it, in Ringway's words.
 *
 * @param name of the upstream or backend
 * @param placement that maps keys as the other one does
 * @param keyRules that read the key that the other one reads
 * @param boundedLoad as in {@link Steering}; 0 for none
 * @param healthPath what is asked to learn whether a server is well
 * @param servers in the order of the file
 * @param remarks what is not taken over, with line numbers
 */
record Upstream(
    String name,
    RingSpec placement,
    List<KeyRule> keyRules,
    double boundedLoad,
    String healthPath,
    List<Server> servers,
    List<String> remarks) {

  /** A server of the group; the hash key is what the other load balancer knows it by. */
  record Server(
      String name, String host, int port, double weight, ServerState state, String hashKey) {

    String address() {
      return config().address();
    }

    ServerConfig config() {
      return new ServerConfig(name, name, host, port, weight, state, hashKey, 0);
    }

    /** The text with what server names cannot have replaced by dashes. */
    static String name(String text) {
      String name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
      return name.substring(0, Math.min(64, name.length()));
    }
  }

  Upstream {
    keyRules = List.copyOf(keyRules);
    servers = List.copyOf(servers);
    remarks = List.copyOf(remarks);
  }

  /** The name that a cluster can have. */
  String clusterName() {
    String name = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    name = name.replaceAll("^-+", "");
    return name.substring(0, Math.min(63, name.length())).replaceAll("-+$", "");
  }

  /** The cluster as the control plane will have it, for looking keys up here. */
  ClusterConfig cluster() {
    return new ClusterConfig(
        name,
        clusterName(),
        ClusterSettings.DEFAULT.with(it -> {
          it.placement = placement;
          it.keyRules = keyRules;
        }),
        servers.stream().map(Server::config).toList());
  }
}
