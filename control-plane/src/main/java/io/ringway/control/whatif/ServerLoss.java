package io.ringway.control.whatif;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;

/** The movement of keys if one server died while all other ready servers kept serving. */
public final class ServerLoss {

  private ServerLoss() {}

  /** Compares the cluster with and without the server. */
  public static WhatIf of(ClusterConfig cluster, String serverId) {
    return WhatIf.between(
        cluster,
        new ClusterConfig(
            cluster.id(),
            cluster.name(),
            cluster.settings(),
            cluster.servers().stream()
                .map(server -> server.id().equals(serverId) ? dead(server) : server)
                .toList()));
  }

  /**
   * Returns the server as dead. It keeps its ring positions, like any server that is down, while
   * others serve its keys.
   */
  private static ServerConfig dead(ServerConfig server) {
    return new ServerConfig(
        server.id(),
        server.name(),
        server.host(),
        server.port(),
        server.weight(),
        ServerState.DISABLED,
        server.hashKey(),
        server.joinedAtMillis());
  }
}
