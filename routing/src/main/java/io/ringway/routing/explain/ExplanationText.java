package io.ringway.routing.explain;

import io.ringway.protocol.Explanation;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Verdict;
import io.ringway.ring.Ring;
import io.ringway.ring.selection.LoadSnapshot;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sentences of an explanation. */
final class ExplanationText {

  private static final int MOST_NAMES = 5;

  private final LoadSnapshot loadSnapshot;
  private final ServerConfig[] servers;
  private final ServerConditions.Seen[] seen;
  private final List<Integer> takers;
  private final int owner;

  ExplanationText(
      LoadSnapshot loadSnapshot,
      ServerConfig[] servers,
      ServerConditions.Seen[] seen,
      List<Integer> takers,
      int owner) {
    this.loadSnapshot = loadSnapshot;
    this.servers = servers;
    this.seen = seen;
    this.takers = takers;
    this.owner = owner;
  }

  String reason(int node, Verdict verdict) {
    return switch (verdict) {
      case TAKEN -> {
        if (loadSnapshot.bound(node) != 0
            && loadSnapshot.inFlight(node) >= loadSnapshot.bound(node)) {
          yield "All are at their bound, and it has the least in flight for its weight.";
        }
        yield node == owner
            ? "It owns the key and takes requests."
            : "It is the first in order that takes the key.";
      }
      case PINNED -> "The key is pinned to it.";
      case SHARED -> "It is one of " + takers.size() + " that share the key.";
      case DRAINING -> "It is draining: it gets no new requests.";
      case UNHEALTHY ->
          seen[node].health().isEmpty()
              ? "It is down."
              : "It is down: " + seen[node].health() + ".";
      case AT_BOUND ->
          "It has %d requests in flight, and its bound is %d."
              .formatted(loadSnapshot.inFlight(node), loadSnapshot.bound(node));
      case RAMPING ->
          "It is joining: it has %d %% of its places so far, none of them for this key."
              .formatted(Math.round(100 * part(node)));
      case RESERVE -> "It is in reserve: the key does not get this far.";
    };
  }

  String reasonWithoutKey(int node, Verdict verdict) {
    if (verdict != Verdict.SHARED) {
      return reason(node, verdict);
    }
    double all = takers.stream().mapToDouble(this::share).sum();
    return String.format(
        Locale.ROOT,
        "It gets about %.1f %% of the requests without a key.",
        all == 0 ? 0 : 100 * share(node) / all);
  }

  private double share(int node) {
    return servers[node].weight() * part(node);
  }

  private double part(int node) {
    return loadSnapshot.parts() == null ? 1 : loadSnapshot.parts().part(node);
  }

  String summary(@Nullable Pin pin, int pinnedTo, List<Explanation.Step> steps) {
    if (servers.length == 0) {
      return "Nobody takes the key: the cluster has no server on its ring.";
    }
    if (takers.isEmpty()) {
      return "Nobody takes the key: every server is draining or down.";
    }
    if (takers.size() > 1) {
      return "The key is shared by " + names() + ".";
    }
    int taker = takers.getFirst();
    String name = servers[taker].name();
    if (taker == pinnedTo) {
      return "The key is pinned to " + name + ".";
    }
    String goes =
        taker == owner
            ? "The key goes to " + name + ", which owns it."
            : "The key goes to "
                + name
                + " in place of "
                + servers[owner].name()
                + ", which "
                + why(owner, steps);
    if (pin instanceof Pin.To to) {
      return pinnedTo == Ring.NONE
          ? goes + " It is pinned to " + to.serverId() + ", which is not on the ring."
          : goes
              + " It is pinned to "
              + servers[pinnedTo].name()
              + ", which "
              + why(pinnedTo, steps);
    }
    return goes;
  }

  private static String why(String id, List<Explanation.Step> steps) {
    for (Explanation.Step step : steps) {
      if (step.id().equals(id)) {
        return switch (step.verdict()) {
          case DRAINING -> "is draining.";
          case UNHEALTHY -> "is down.";
          case AT_BOUND -> "is at its bound.";
          case RAMPING -> "is joining.";
          case TAKEN, PINNED, SHARED, RESERVE -> "does not take it.";
        };
      }
    }
    return "does not take it.";
  }

  private String why(int node, List<Explanation.Step> steps) {
    return why(servers[node].id(), steps);
  }

  String summaryWithoutKey() {
    if (takers.isEmpty()) {
      return "No rule yields a key, and nobody takes the request: no server is ready and up.";
    }
    return "No rule yields a key: each request draws a random one, and may go to " + names() + ".";
  }

  private String names() {
    List<String> names = takers.stream().map(node -> servers[node].name()).toList();
    int shown = Math.min(MOST_NAMES, names.size());
    String list = String.join(", ", names.subList(0, shown));
    return shown < names.size() ? list + " and " + (names.size() - shown) + " more" : list;
  }
}
