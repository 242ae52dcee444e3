package io.ringway.balancer.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to servers that one client's connection may go on with, because they began
 * with a header that names it. No other client ever gets one: its requests would be taken for those
 * of the first. On the event loop of the client.
 */
public final class DedicatedConnections {

  /** One for each of the servers that the keys of a client commonly lead to. */
  private static final int MAX = 4;

  private final List<UpstreamConnection> idle = new ArrayList<>(0);

  /** None yet. */
  public DedicatedConnections() {}

  /** An idle connection to that server that is now the user's, or null. */
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

  /** Keeps it for the client's next request; the answer was read to its end and nothing follows. */
  public void keep(UpstreamConnection connection) {
    idle.removeIf(other -> !other.open());
    if (idle.size() == MAX) {
      idle.removeFirst().discard();
    }
    connection.rest();
    idle.add(connection);
  }

  /** The client is gone. */
  public void close() {
    idle.forEach(UpstreamConnection::discard);
    idle.clear();
  }
}
