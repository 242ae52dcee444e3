package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * New values for a server in a request body; null leaves a value unchanged.
 *
 * @param address {@code host:port}; or give host and port separately
 * @param id read-only: can be sent back unchanged
 * @param managed read-only: can be sent back unchanged
 */
record ServerPatch(
    @Nullable String name,
    @Nullable String address,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable Double weight,
    @Nullable ServerState state,
    @Nullable String hashKey,
    @Nullable String id,
    @Nullable Boolean managed) {

  Change of(ClusterDetails seen, String server) {
    ServerConfig now = ClusterDecisions.find(seen, server);
    if (id != null && !id.equals(now.id())) {
      throw RequestBodies.bad(
          "'id' cannot be changed, the keys of a server follow it: leave it out.");
    }
    if (managed != null && managed != seen.managed(now)) {
      throw RequestBodies.bad(
          "'managed' cannot be changed, it says who runs the server: leave it out.");
    }
    return of(seen.config().name(), server);
  }

  Change of(String cluster, String server) {
    HostPort target = HostPort.of(address, host, port);
    return new Change.UpdateServer(
        cluster, server, name, target.host(), target.port(), weight, state, hashKey);
  }
}
