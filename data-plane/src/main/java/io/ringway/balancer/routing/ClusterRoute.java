package io.ringway.balancer.routing;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.key.KeyExtractor;
import io.ringway.ring.Ring;

/** A cluster as requests see it: its configuration, its built ring and the way to each server. */
public final class ClusterRoute {

  private final ClusterConfig config;
  private final Ring ring;
  private final ServerRoute[] servers;
  private final KeyExtractor keys;
  private final CorsOrigins cors;

  ClusterRoute(ClusterConfig config, Ring ring, ServerRoute[] servers) {
    this.config = config;
    this.ring = ring;
    this.servers = servers;
    this.keys = new KeyExtractor(config.keyRules());
    this.cors = new CorsOrigins(config.corsOrigins());
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

  /** The web origins that may call this cluster. */
  public CorsOrigins cors() {
    return cors;
  }
}
