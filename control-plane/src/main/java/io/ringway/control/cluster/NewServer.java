package io.ringway.control.cluster;

import io.ringway.protocol.ServerState;

/**
 * A server that joins a cluster.
 *
 * @param name unique in the cluster; becomes its stable id unless that is taken
 * @param host host name or IP literal without brackets
 * @param port 1 to 65,535
 * @param weight 0.001 to 1,000
 * @param state its initial state
 * @param managed true when a replica runtime runs it; an existing managed server is moved to the
 *     given address and keeps its id
 * @param hashKey text that the placement hashes instead of the id; empty for the default
 */
public record NewServer(
    String name,
    String host,
    int port,
    double weight,
    ServerState state,
    boolean managed,
    String hashKey) {

  /** Creates a server with the default hash key. */
  public NewServer(
      String name, String host, int port, double weight, ServerState state, boolean managed) {
    this(name, host, port, weight, state, managed, "");
  }

  /** Creates a ready server of weight 1. */
  public NewServer(String name, String host, int port) {
    this(name, host, port, 1, ServerState.READY, false);
  }

  /** Returns a replica that its runtime started. */
  public static NewServer replica(String name, String host, int port) {
    return new NewServer(name, host, port, 1, ServerState.READY, true);
  }
}
