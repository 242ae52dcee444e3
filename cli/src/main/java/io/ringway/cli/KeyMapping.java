package io.ringway.cli;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.routing.key.KeyExtractor;
import io.ringway.routing.key.RequestDescription;
import io.ringway.routing.key.Span;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The mapping of keys to servers in a cluster whose servers are all healthy. */
final class KeyMapping {

  private final Ring ring;

  /** The address of each node of the ring, or null if it takes no requests. */
  private final @Nullable String[] addresses;

  private final KeyExtractor keys;
  private final Candidates cursor = new Candidates();
  private final Span span = new Span();

  KeyMapping(ClusterConfig cluster) {
    ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    Map<String, ServerConfig> servers =
        cluster.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    addresses = new @Nullable String[ring.nodes().size()];
    for (int node = 0; node < addresses.length; node++) {
      ServerConfig server = servers.get(ring.nodes().get(node).id());
      if (server != null && server.state() == ServerState.READY) {
        addresses[node] = server.address();
      }
    }
    keys = new KeyExtractor(cluster.settings().keyRules());
  }

  /** Returns the bytes of the key of a request; none when it has no key. */
  byte[] key(ExplainQuery.Request request) {
    byte[] client = request.client().getBytes(StandardCharsets.UTF_8);
    return keys.find(new RequestDescription(request), client, span) ? span.copy() : new byte[0];
  }

  /** Returns the address of the server of a key: its first candidate that takes requests. */
  String address(byte[] key) throws CliException {
    ring.candidates(ring.keyHash().hash(key, 0, key.length), cursor);
    for (int node = cursor.next(); node != Ring.NONE; node = cursor.next()) {
      String address = addresses[node];
      if (address != null) {
        return address;
      }
    }
    throw new CliException("No server of the cluster takes requests: none of them is ready.");
  }

  /** Returns the address of the server of a key that is text. */
  String address(String key) throws CliException {
    return address(key.getBytes(StandardCharsets.UTF_8));
  }
}
