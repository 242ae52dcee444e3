package io.ringway.control.cluster;

import io.ringway.protocol.ServerState;

/**
 * A server that joins a cluster.
 *
 * @param name unique in the cluster; becomes its stable id unless that is taken
 * @param host host name or IP literal without brackets
 * @param port 1 to 65,535
 * @param weight 0.001 to 1,000
 * @param state what it starts as
 * @param managed whether a replica runtime runs it; a managed server that is there already is moved
 *     to the given address and keeps its id
 * @param hashKey what the placement hashes instead of the id; empty: what is usual
 */
public record NewServer(
    String name,
    String host,
    int port,
    double weight,
    ServerState state,
    boolean managed,
    String hashKey) {

  /** A server that is placed as usual. */
  public NewServer(
      String name, String host, int port, double weight, ServerState state, boolean managed) {
    this(name, host, port, weight, state, managed, "");
  }

  /** An ordinary server, ready at once. */
  public NewServer(String name, String host, int port) {
    this(name, host, port, 1, ServerState.READY, false);
  }

  /** A replica that its runtime started. */
  public static NewServer replica(String name, String host, int port) {
    return new NewServer(name, host, port, 1, ServerState.READY, true);
  }
}
