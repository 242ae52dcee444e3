package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.ringway.ring.Node;

/**
 * A server that responds to requests.
 *
 * @param id stable id: decides the place on the ring, survives a change of name or address; 1 to 64
 *     characters
 * @param name display name, unique in its cluster
 * @param host host name or IP literal without brackets
 * @param port 1 to 65,535
 * @param weight share of the keys relative to the other servers, 0.001 to 1,000
 * @param state the operator's intent
 * @param hashKey the text that the placement hashes, at most 320 characters; empty: the id, or what
 *     the placement uses instead
 * @param joinedAtMillis when it last began to take its keys, milliseconds since 1970 UTC: the start
 *     of its slow start; 0 when it has them all
 */
public record ServerConfig(
    String id,
    String name,
    String host,
    int port,
    double weight,
    ServerState state,
    @JacksonInject(value = Codec.NO_TEXT, useInput = OptBoolean.TRUE) String hashKey,
    @JacksonInject(value = Codec.NO_TIME, useInput = OptBoolean.TRUE) long joinedAtMillis) {

  /** Checks the ranges. */
  public ServerConfig {
    Validation.text("server id", id, 64);
    Validation.text("server name", name, 64);
    Validation.text("server host", host, 253);
    Validation.port("server port", port);
    Validation.range("time at which a server joined", joinedAtMillis, 0, Long.MAX_VALUE);
    // The ring's own rules, with its own messages.
    new Node(id, weight, hashKey.isEmpty() ? id : hashKey);
  }

  /** Creates a server that is placed by its id and takes all its keys. */
  public ServerConfig(
      String id, String name, String host, int port, double weight, ServerState state) {
    this(id, name, host, port, weight, state, "", 0);
  }

  /** Returns a copy whose slow start began at a time in milliseconds since 1970 UTC. */
  public ServerConfig joined(long atMillis) {
    return new ServerConfig(id, name, host, port, weight, state, hashKey, atMillis);
  }

  /** Returns a copy in another state. */
  public ServerConfig with(ServerState other) {
    return new ServerConfig(id, name, host, port, weight, other, hashKey, joinedAtMillis);
  }

  /** Returns {@code host:port}, with brackets around an IPv6 literal. */
  public String address() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  /**
   * Returns this server as a member of a ring.
   *
   * @param otherwise the text to hash unless this server has a hash key of its own
   */
  Node node(String otherwise) {
    return new Node(id, weight, hashKey.isEmpty() ? otherwise : hashKey);
  }
}
