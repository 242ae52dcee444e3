package io.ringway.routing.explain;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Verdict;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.ring.selection.LoadSnapshot;
import io.ringway.routing.key.KeyExtractor;
import io.ringway.routing.key.RequestDescription;
import io.ringway.routing.key.Span;
import io.ringway.routing.steering.PinTable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of where keys go, by the same selection that requests use. It reads the state of
 * the servers once and bases all explanations on that. Not thread-safe.
 */
public final class Explainer {

  private static final HexFormat HEX = HexFormat.of();

  /** Converts the high 53 bits of a hash to a part of the circle. */
  private static final double TURN = 0x1.0p-53;

  private final ServerConditions serverConditions;
  private final ClusterConfig cluster;
  private final Ring ring;
  private final ServerConfig[] servers;
  private final ServerConditions.Seen[] seen;
  private final boolean panic;
  private final LoadSnapshot loadSnapshot;

  /** Reads the present state of the servers. */
  public Explainer(ServerConditions serverConditions) {
    this.serverConditions = serverConditions;
    this.cluster = serverConditions.cluster();
    this.ring = serverConditions.ring();
    Map<String, ServerConfig> byId = new HashMap<>();
    cluster.servers().forEach(server -> byId.put(server.id(), server));
    int size = ring.nodes().size();
    servers = new ServerConfig[size];
    seen = new ServerConditions.Seen[size];
    boolean[] ready = new boolean[size];
    boolean[] usable = new boolean[size];
    int[] loads = new int[size];
    for (int node = 0; node < size; node++) {
      ServerConfig server = byId.get(ring.nodes().get(node).id());
      if (server == null) {
        throw new IllegalArgumentException("The ring is not that of the cluster.");
      }
      servers[node] = server;
      seen[node] = serverConditions.servers().apply(server);
      ready[node] = server.state() == ServerState.READY;
      usable[node] = ready[node] && seen[node].healthy();
      loads[node] = seen[node].inFlight();
    }
    panic = cluster.settings().health().panics(count(usable), count(ready));
    loadSnapshot =
        new LoadSnapshot(
            ring,
            serverConditions.parts(),
            cluster.settings().steering().boundedLoad(),
            serverConditions.inFlight(),
            panic ? ready : usable,
            loads);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  /**
   * Explains a request of this cluster: finds its key by the cluster's rules, then explains the
   * key.
   */
  public Explanation request(ExplainQuery.Request asked) {
    Span key = new Span();
    byte[] client = asked.client().getBytes(StandardCharsets.UTF_8);
    int rule =
        new KeyExtractor(cluster.settings().keyRules())
            .deciding(new RequestDescription(asked), client, key);
    if (rule >= 0) {
      return explain(words(cluster.settings().keyRules().get(rule)), key.copy());
    }
    return cluster.settings().keyFallback() == KeyFallback.RANDOM
        ? withoutKey()
        : explain("fallback client-address", client);
  }

  /** Explains a key. */
  public Explanation key(String key) {
    return explain("given", key.getBytes(StandardCharsets.UTF_8));
  }

  private Explanation explain(String rule, byte[] key) {
    long hash = ring.keyHash().hash(key, 0, key.length);
    long fingerprint = Rings.FINGERPRINT.hash(key, 0, key.length);
    PinTable table = PinTable.of(cluster.settings().steering().pins(), ring.nodes());
    KeyRoute keyRoute = new KeyRoute(loadSnapshot, table, hash, fingerprint);
    Pin pin = pin(fingerprint);
    int pinnedTo = pin instanceof Pin.To to ? node(to.serverId()) : Ring.NONE;
    int owner = ring.owner(hash);
    ExplanationText say = new ExplanationText(loadSnapshot, servers, seen, keyRoute.takers, owner);
    List<Explanation.Step> steps =
        keyRoute.steps(pinnedTo).stream()
            .map(node -> {
              Verdict verdict = verdict(keyRoute, node, pinnedTo);
              return step(node, verdict, say.reason(node, verdict), id(keyRoute.without(node)));
            })
            .toList();
    return new Explanation(
        cluster.name(),
        serverConditions.revision(),
        rule,
        new String(key, StandardCharsets.UTF_8),
        HEX.formatHex(key),
        HEX.toHexDigits(hash),
        (hash >>> 11) * TURN,
        HEX.toHexDigits(fingerprint),
        pin instanceof Pin.To to ? to.serverId() : "",
        pin instanceof Pin.Spread spread ? spread.servers() : 0,
        id(owner),
        keyRoute.takers.stream().map(this::id).toList(),
        cluster.settings().steering().boundedLoad(),
        serverConditions.inFlight(),
        servers.length,
        steps,
        say.summary(pin, pinnedTo, steps) + panic());
  }

  /** Explains a request whose key is random: every server gets its share. */
  private Explanation withoutKey() {
    List<Integer> usable =
        IntStream.range(0, servers.length).filter(loadSnapshot::usable).boxed().toList();
    List<Integer> below = usable.stream().filter(node -> !full(node)).toList();
    List<Integer> takers = below.isEmpty() ? usable : below;
    ExplanationText say = new ExplanationText(loadSnapshot, servers, seen, takers, Ring.NONE);
    List<Explanation.Step> steps =
        IntStream.range(0, Math.min(servers.length, Explanation.MAX_STEPS))
            .mapToObj(node -> {
              Verdict verdict =
                  takers.contains(node) ? Verdict.SHARED : passedOver(node, Verdict.RESERVE);
              return step(node, verdict, say.reasonWithoutKey(node, verdict), "");
            })
            .toList();
    return new Explanation(
        cluster.name(),
        serverConditions.revision(),
        "fallback random",
        "",
        "",
        "",
        0,
        "",
        "",
        0,
        "",
        takers.stream().map(this::id).toList(),
        cluster.settings().steering().boundedLoad(),
        serverConditions.inFlight(),
        servers.length,
        steps,
        say.summaryWithoutKey() + panic());
  }

  private String panic() {
    return panic
        ? " Fewer than "
            + cluster.settings().health().panicPercent()
            + " % of the servers are up, so health is ignored."
        : "";
  }

  private Verdict verdict(KeyRoute keyRoute, int node, int pinnedTo) {
    if (keyRoute.takers.contains(node)) {
      return node == pinnedTo
          ? Verdict.PINNED
          : keyRoute.takers.size() > 1 ? Verdict.SHARED : Verdict.TAKEN;
    }
    return loadSnapshot.usable(node) && keyRoute.joining.contains(node)
        ? Verdict.RAMPING
        : passedOver(node, Verdict.RESERVE);
  }

  private Verdict passedOver(int node, Verdict otherwise) {
    if (servers[node].state() != ServerState.READY) {
      return Verdict.DRAINING;
    }
    if (!loadSnapshot.usable(node)) {
      return Verdict.UNHEALTHY;
    }
    return full(node) ? Verdict.AT_BOUND : otherwise;
  }

  private boolean full(int node) {
    return loadSnapshot.boundedLoad() != 0
        && loadSnapshot.inFlight(node) >= loadSnapshot.bound(node);
  }

  private Explanation.Step step(int node, Verdict verdict, String reason, String ifItDies) {
    ServerConfig server = servers[node];
    return new Explanation.Step(
        server.id(),
        server.name(),
        server.address(),
        server.state(),
        seen[node].healthy(),
        seen[node].health(),
        verdict,
        reason,
        loadSnapshot.inFlight(node),
        loadSnapshot.bound(node),
        loadSnapshot.parts() == null ? 1 : loadSnapshot.parts().part(node),
        ifItDies,
        seen[node].resolution());
  }

  private @Nullable Pin pin(long fingerprint) {
    return cluster.settings().steering().pins().stream()
        .filter(pin -> pin.fingerprint() == fingerprint)
        .findFirst()
        .orElse(null);
  }

  private int node(String serverId) {
    return IntStream.range(0, servers.length)
        .filter(node -> servers[node].id().equals(serverId))
        .findFirst()
        .orElse(Ring.NONE);
  }

  private String id(int node) {
    return node == Ring.NONE ? "" : servers[node].id();
  }

  private static String words(KeyRule rule) {
    return switch (rule) {
      case KeyRule.Header(String name, boolean first) -> "header " + name + (first ? " first" : "");
      case KeyRule.Cookie(String name) -> "cookie " + name;
      case KeyRule.Query(String name) -> "query " + name;
      case KeyRule.Path _ -> "path";
      case KeyRule.PathPrefix(int segments) -> "path-prefix " + segments;
      case KeyRule.Host _ -> "host";
      case KeyRule.Method _ -> "method";
      case KeyRule.ClientAddress _ -> "client-address";
      case KeyRule.RequestUri _ -> "request-uri";
      case KeyRule.NormalPath _ -> "normal-path";
      case KeyRule.Literal(String text) -> "literal " + text;
      case KeyRule.Joined(List<KeyRule> parts) ->
          parts.stream().map(Explainer::words).collect(Collectors.joining(" + "));
    };
  }
}
