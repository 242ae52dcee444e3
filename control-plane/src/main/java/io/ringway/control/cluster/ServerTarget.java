package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A host and port that balancers connect to for a server.
 *
 * @param server the server
 * @param port its own port, or that of its health checks
 * @param managed true when our own replica runtime runs the server, so that loopback is allowed
 */
record ServerTarget(ServerConfig server, int port, boolean managed) {

  private record Key(String host, int port, boolean managed) {}

  /** Returns true when the port comes from the health checks and not from the server. */
  boolean ofHealth() {
    return port != server.port();
  }

  String host() {
    return server.host().toLowerCase(Locale.ROOT);
  }

  /** Returns {@code host:port}, with brackets around an IPv6 literal. */
  String address() {
    return host().indexOf(':') >= 0 ? "[" + host() + "]:" + port : host() + ":" + port;
  }

  private Key key() {
    return new Key(host(), port, managed);
  }

  /** Returns the targets that a change adds to a cluster. */
  static Set<ServerTarget> added(@Nullable ClusterDetails before, @Nullable ClusterDetails after) {
    Set<Key> known = new LinkedHashSet<>();
    all(before).forEach(target -> known.add(target.key()));
    Set<ServerTarget> added = all(after);
    added.removeIf(target -> !known.add(target.key()));
    return added;
  }

  private static Set<ServerTarget> all(@Nullable ClusterDetails cluster) {
    Set<ServerTarget> all = new LinkedHashSet<>();
    if (cluster == null) {
      return all;
    }
    int healthPort = cluster.config().settings().health().port();
    for (ServerConfig server : cluster.config().servers()) {
      boolean managed = cluster.managed(server);
      all.add(new ServerTarget(server, server.port(), managed));
      if (healthPort > 0) {
        all.add(new ServerTarget(server, healthPort, managed));
      }
    }
    return all;
  }
}
