package io.ringway.balancer.routing;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;

/**
 * A server as requests see it: what the operator wants, what is observed, and the way to it.
 *
 * @param clusterId id of its cluster
 */
public record ServerRoute(
    String clusterId, ServerConfig config, ServerHealth health, Upstream upstream) {

  /** Whether a request may be sent to it now. */
  public boolean takesRequests() {
    return config.state() == ServerState.READY && health.usable();
  }
}
