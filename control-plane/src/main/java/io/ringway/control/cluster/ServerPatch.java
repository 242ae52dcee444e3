package io.ringway.control.cluster;

import io.ringway.protocol.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * Other values for a server, as REST takes them; what is not given stays.
 *
 * @param address {@code host:port}; or give host and port apart
 */
record ServerPatch(
    @Nullable String name,
    @Nullable String address,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable Double weight,
    @Nullable ServerState state,
    @Nullable String hashKey) {

  Change of(String cluster, String server) {
    HostPort target = HostPort.of(address, host, port);
    return new Change.UpdateServer(
        cluster, server, name, target.host(), target.port(), weight, state, hashKey);
  }
}
