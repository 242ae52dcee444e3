package io.ringway.balancer.routing;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.key.KeyExtractor;
import io.ringway.ring.Ring;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A cluster as requests see it: its configuration, its built ring and the way to each server. */
public final class ClusterRoute {

  private static final List<byte[]> UPGRADES =
      List.of("websocket".getBytes(StandardCharsets.US_ASCII));

  private final ClusterConfig config;
  private final Ring ring;
  private final ServerRoute[] servers;
  private final KeyExtractor keys;
  private final CorsOrigins cors;
  private final List<byte[]> upgrades;

  ClusterRoute(ClusterConfig config, Ring ring, ServerRoute[] servers) {
    this.config = config;
    this.ring = ring;
    this.servers = servers;
    this.keys = new KeyExtractor(config.keyRules());
    this.cors = new CorsOrigins(config.corsOrigins());
    this.upgrades = UPGRADES;
  }

  /** What this was built from. */
  public ClusterConfig config() {
    return config;
  }

  /** Who owns which key. */
  public Ring ring() {
    return ring;
  }

  /** The server with this index in the ring's list of nodes. */
  public ServerRoute server(int node) {
    return servers[node];
  }

  /** How many servers are on the ring. */
  public int size() {
    return servers.length;
  }

  /** Finds the key of a request. */
  public KeyExtractor keys() {
    return keys;
  }

  /** The protocols, in lower case, to which a request may change its connection. */
  public List<byte[]> upgrades() {
    return upgrades;
  }

  /** The web origins that may call this cluster. */
  public CorsOrigins cors() {
    return cors;
  }
}
