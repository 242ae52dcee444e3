package io.ringway.protocol;

import io.ringway.ring.Node;

/**
 * A server that answers requests.
 *
 * @param id stable id: decides the place on the ring, survives a change of name or address; 1 to 64
 *     characters
 * @param name what people call it, unique in its cluster
 * @param host host name or IP literal without brackets
 * @param port 1 to 65,535
 * @param weight share of the keys relative to the other servers, 0.001 to 1,000
 * @param state what the operator wants of it
 */
public record ServerConfig(
    String id, String name, String host, int port, double weight, ServerState state) {

  /** Checks the ranges. */
  public ServerConfig {
    Require.text("server id", id, 64);
    Require.text("server name", name, 64);
    Require.text("server host", host, 253);
    Require.port("server port", port);
    new Node(id, weight); // the ring's own rule, with the ring's own message
  }

  /** {@code host:port}, with brackets around an IPv6 literal. */
  public String address() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  /** This server as a member of the ring. */
  public Node node() {
    return new Node(id, weight);
  }
}
