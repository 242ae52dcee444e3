package io.ringway.control.whatif;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;

/** What would move if one server died while all others that are ready serve on. */
public final class ServerLoss {

  private ServerLoss() {}

  /** The cluster with the server, and without it. */
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

  /** It keeps its places, as a server does that is down: others answer for it until it is back. */
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
