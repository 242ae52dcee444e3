package io.ringway.control.cluster;

import io.ringway.protocol.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * A new server in a request body.
 *
 * @param name unique in the cluster
 * @param address {@code host:port}; or give host and port separately
 * @param weight default 1
 * @param state default READY
 * @param hashKey text that the placement hashes instead of the id
 */
record NewServerRequest(
    @Nullable String name,
    @Nullable String address,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable Double weight,
    @Nullable ServerState state,
    @Nullable String hashKey) {

  NewServer server() {
    if (name == null) {
      throw RequestBodies.bad("The server has no name: give 'name', such as \"app-1\".");
    }
    HostPort target = HostPort.of(address, host, port);
    if (target.host() == null || target.port() == null) {
      throw RequestBodies.bad(
          "Server '" + name + "' has no address: give 'address', such as \"10.0.0.7:8080\".");
    }
    return new NewServer(
        name,
        target.host(),
        target.port(),
        weight == null ? 1 : weight,
        state == null ? ServerState.READY : state,
        false,
        hashKey == null ? "" : hashKey);
  }
}
