package io.ringway.balancer.routing;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.nio.charset.StandardCharsets;

/**
 * A server as requests see it: what the operator wants, what is observed, and the way to it.
 *
 * @param clusterId id of its cluster
 * @param nameBytes its name as it stands in a header
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

  /** Whether the operator wants it to take requests. */
  boolean ready() {
    return config.state() == ServerState.READY;
  }

  /** Whether it can take requests too, as far as is known. */
  public boolean takesRequests() {
    return ready() && health.usable();
  }

  private static byte[] ascii(String name) {
    return name.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
  }
}
