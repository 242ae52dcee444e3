package io.ringway.balancer.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to servers that are dedicated to one client connection, because their PROXY
 * protocol header names that client. Other clients never get one: their requests would count as
 * that client's. Used on the client's event loop.
 */
public final class DedicatedConnections {

  /** One for each server that a client's keys commonly lead to. */
  private static final int MAX = 4;

  private final List<UpstreamConnection> idle = new ArrayList<>(0);

  /** Creates an empty set. */
  public DedicatedConnections() {}

  /** Returns an idle connection to that server, which now belongs to the user, or null. */
  public @Nullable UpstreamConnection poll(Upstream to, UpstreamConnection.User user) {
    idle.removeIf(connection -> !connection.open());
    for (int i = idle.size() - 1; i >= 0; i--) {
      UpstreamConnection connection = idle.get(i);
      if (connection.leadsTo(to)) {
        idle.remove(i);
        connection.resume(user);
        return connection;
      }
    }
    return null;
  }

  /** Keeps a connection for the client's next request, after a complete response. */
  public void keep(UpstreamConnection connection) {
    idle.removeIf(other -> !other.open());
    if (idle.size() == MAX) {
      idle.removeFirst().discard();
    }
    connection.rest();
    idle.add(connection);
  }

  /** Closes the connections, since the client is gone. */
  public void close() {
    idle.forEach(UpstreamConnection::discard);
    idle.clear();
  }
}
