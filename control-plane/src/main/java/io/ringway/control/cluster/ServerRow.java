package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/** The columns of a server's row without its key. */
@Embeddable
class ServerRow {

  /** The position in lists. Nothing but the display depends on it. */
  @Column(nullable = false)
  int place;

  @Column(nullable = false)
  private String name = "";

  @Column(nullable = false)
  private String host = "";

  @Column(nullable = false)
  private int port;

  @Column(nullable = false)
  private double weight;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, columnDefinition = "varchar(16)")
  private ServerState state = ServerState.READY;

  @Column(nullable = false)
  boolean managed;

  /** The hash key; empty for the default. */
  @Column(name = "hash_key", nullable = false)
  private String hashKey = "";

  @Column(name = "joined_at_millis", nullable = false)
  private long joinedAtMillis;

  ServerConfig config(String id) {
    return new ServerConfig(id, name, host, port, weight, state, hashKey, joinedAtMillis);
  }

  void take(ServerConfig server, int newPlace, boolean isManaged) {
    place = newPlace;
    name = server.name();
    host = server.host();
    port = server.port();
    weight = server.weight();
    state = server.state();
    managed = isManaged;
    hashKey = server.hashKey();
    joinedAtMillis = server.joinedAtMillis();
  }
}
