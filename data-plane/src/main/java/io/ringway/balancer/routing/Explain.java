package io.ringway.balancer.routing;

import io.ringway.protocol.Explanation;
import io.ringway.protocol.Question;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.explain.Explainer;
import io.ringway.protocol.explain.View;
import io.ringway.protocol.key.AskedRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says where a key or a request goes and why, from the table and the live state that requests use.
 * Takes no lock and counts nothing; not for event loops, since a large cluster takes milliseconds.
 */
public final class Explain {

  private final ActiveTable active;

  /** Explains what is in force at the time of each question. */
  public Explain(ActiveTable active) {
    this.active = active;
  }

  /**
   * Answers a question.
   *
   * @throws IllegalArgumentException when it is about no cluster; the message goes to the asker
   */
  public Explanation answer(Question question) {
    RoutingTable table = active.current();
    return switch (question) {
      case Question.Key(String cluster, String key) ->
          explainer(table, named(table, cluster)).key(key);
      case Question.Request request -> explainer(table, routed(table, request)).request(request);
    };
  }

  private static ClusterRoute named(RoutingTable table, String name) {
    return table.clusters().stream()
        .filter(c -> c.config().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no cluster '" + name + "'."));
  }

  private static ClusterRoute routed(RoutingTable table, Question.Request request) {
    ClusterRoute found = table.cluster(request.port(), new AskedRequest(request));
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
        new View(
            cluster.config(),
            table.snapshot().revision(),
            cluster.ring(),
            cluster.parts(),
            cluster.total().value(),
            config -> seen(servers.get(config))));
  }

  private static View.Seen seen(@Nullable ServerRoute server) {
    if (server == null) {
      throw new IllegalStateException("A server of the ring has no route.");
    }
    return new View.Seen(
        server.health().usable(),
        server.health().reason(),
        server.upstream().inFlight().value(),
        server.upstream().resolution());
  }
}
