package io.ringway.balancer.routing;

import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.ServerConfig;
import io.ringway.routing.explain.Explainer;
import io.ringway.routing.explain.ServerConditions;
import io.ringway.routing.key.RequestDescription;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of routing: where a key or a request goes and why, from the table and the live
 * state that requests use. Takes no lock and counts nothing. Not for event loops, since a large
 * cluster takes milliseconds.
 */
public final class TableExplainer {

  private final ActiveTable active;

  /** Creates an explainer of the table in force at each query. */
  public TableExplainer(ActiveTable active) {
    this.active = active;
  }

  /**
   * Explains a key or a request.
   *
   * @throws IllegalArgumentException when there is no such cluster; the message is for the user
   */
  public Explanation explain(ExplainQuery explainQuery) {
    RoutingTable table = active.current();
    return switch (explainQuery) {
      case ExplainQuery.Key(String cluster, String key) ->
          explainer(table, named(table, cluster)).key(key);
      case ExplainQuery.Request request ->
          explainer(table, routed(table, request)).request(request);
    };
  }

  private static ClusterRoute named(RoutingTable table, String name) {
    return table.clusters().stream()
        .filter(c -> c.config().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no cluster '" + name + "'."));
  }

  private static ClusterRoute routed(RoutingTable table, ExplainQuery.Request request) {
    ClusterRoute found = table.cluster(request.port(), new RequestDescription(request));
    if (found == null) {
      throw new IllegalArgumentException("No cluster serves this port, host and path.");
    }
    return found;
  }

  private static Explainer explainer(RoutingTable table, ClusterRoute cluster) {
    Map<ServerConfig, ServerRoute> servers = new HashMap<>();
    for (int node = 0; node < cluster.size(); node++) {
      servers.put(cluster.server(node).config(), cluster.server(node));
    }
    return new Explainer(
        new ServerConditions(
            cluster.config(),
            table.snapshot().revision(),
            cluster.ring(),
            cluster.parts(),
            cluster.total().value(),
            config -> seen(servers.get(config))));
  }

  private static ServerConditions.Seen seen(@Nullable ServerRoute server) {
    if (server == null) {
      throw new IllegalStateException("A server of the ring has no route.");
    }
    return new ServerConditions.Seen(
        server.health().usable(),
        server.health().reason(),
        server.upstream().inFlight().value(),
        server.upstream().resolution());
  }
}
