package io.ringway.cli;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Question;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.key.AskedRequest;
import io.ringway.protocol.key.KeyExtractor;
import io.ringway.protocol.key.Span;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who serves which key in a cluster whose servers are all well. */
final class Mapping {

  private final Ring ring;
  private final Map<String, ServerConfig> servers;
  private final KeyExtractor keys;
  private final Candidates cursor = new Candidates();
  private final Span span = new Span();

  Mapping(ClusterConfig cluster) {
    ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    servers =
        cluster.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    keys = new KeyExtractor(cluster.settings().keyRules());
  }

  /** The key of a request, or the empty text when it has none. */
  String key(Question.Request request) {
    byte[] client = request.client().getBytes(StandardCharsets.UTF_8);
    if (!keys.find(new AskedRequest(request), client, span)) {
      return "";
    }
    byte[] key = new byte[span.length()];
    span.copyTo(key, 0, key.length);
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The address of the server of a key: the first of its candidates that takes requests. */
  String address(String key) throws Refusal {
    ring.candidates(ring.keyHash().hash(key), cursor);
    for (int node = cursor.next(); node != Ring.NONE; node = cursor.next()) {
      ServerConfig server = servers.get(ring.nodes().get(node).id());
      if (server != null && server.state() == ServerState.READY) {
        return server.address();
      }
    }
    throw new Refusal("No server of the cluster takes requests: none of them is ready.");
  }
}
