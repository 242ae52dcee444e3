package io.ringway.balancer.routing;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.nio.charset.StandardCharsets;

/**
 * A server in the routing table: its configuration, health and connections.
 *
 * @param clusterId id of its cluster
 * @param nameBytes its name as a field value
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by value
public record ServerRoute(
    String clusterId,
    ServerConfig config,
    ServerHealth health,
    Upstream upstream,
    byte[] nameBytes) {

  ServerRoute(String clusterId, ServerConfig config, ServerHealth health, Upstream upstream) {
    this(clusterId, config, health, upstream, ascii(config.name()));
  }

  /** Tells whether the operator wants it to take requests. */
  boolean ready() {
    return config.state() == ServerState.READY;
  }

  /** Tells whether it is ready and, as far as is known, healthy. */
  public boolean takesRequests() {
    return ready() && health.usable();
  }

  private static byte[] ascii(String name) {
    return name.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
  }
}
