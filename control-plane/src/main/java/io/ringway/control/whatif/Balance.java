package io.ringway.control.whatif;

import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.ServerConfig;
import io.ringway.ring.analysis.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The balance of load in a cluster before and after a change.
 *
 * @param before share of the most loaded server over its fair share; 1 is even, 0 without serving
 *     servers
 * @param after the same after the change
 * @param servers all servers before or after the change, sorted by name
 * @param traffic the effect on the current requests; null while there are none
 */
public record Balance(
    double before, double after, List<Server> servers, @Nullable SeenTraffic traffic) {

  /** Hot keys that are computed one by one. */
  private static final int FOLLOWED = 64;

  /** Copies the list. */
  public Balance {
    servers = List.copyOf(servers);
  }

  /**
   * One server before and after. Shares are from 0 to 1, and 0 where the server is not on the ring
   * or takes nothing.
   *
   * @param fairBefore its share by weight
   * @param requestsBefore responses per second now, 0 without traffic
   * @param requestsAfter expected responses per second: a server loses the same part of its
   *     responses as of its keys
   */
  public record Server(
      String id,
      String name,
      double shareBefore,
      double fairBefore,
      double shareAfter,
      double fairAfter,
      double requestsBefore,
      double requestsAfter) {}

  /**
   * The effect of a change on the current traffic of all balancers.
   *
   * @param requestsPerSecond responses per second
   * @param moved the part of them that would move to another server, 0 to 1
   * @param imbalanceBefore rate over fair rate of the busiest server; 1 is even
   */
  public record SeenTraffic(
      double requestsPerSecond, double moved, double imbalanceBefore, double imbalanceAfter) {}

  /**
   * A key with so many requests that shares of keys say little about its load.
   *
   * @param hash its fingerprint, 16 hexadecimal digits
   * @param key its text, or empty when that is not known
   * @param share of all requests, 0 to 1; capped at the share of its servers
   */
  record Hot(String hash, String key, double share) {}

  /** Computes the balance from the current traffic and hot keys. */
  public static Balance of(WhatIf whatIf, Traffic traffic) {
    String cluster = whatIf.after().cluster().id();
    HotKeys keys = traffic.hotKeys(cluster);
    List<Hot> hot =
        keys.keys().stream()
            .limit(FOLLOWED)
            // The certain part: the rest may belong to other keys.
            .map(key ->
                new Hot(
                    key.hash(), key.whole() ? key.key() : "", keys.share(key) - keys.doubt(key)))
            .filter(key -> key.share() > 0)
            .toList();
    return of(whatIf, traffic.cluster(cluster), hot);
  }

  /**
   * Computes the balance.
   *
   * @param hot the keys that are computed one by one; the rest of a server's requests moves in
   *     proportion to its keys
   */
  static Balance of(WhatIf whatIf, ClusterTraffic now, List<Hot> hot) {
    Map<String, Double> rates = new HashMap<>();
    now.servers().forEach(server -> rates.put(server.serverId(), server.requestsPerSecond()));
    Map<String, Double> cold = new HashMap<>(rates);
    Map<String, Double> then = new HashMap<>();
    double moved = 0;
    // With other key rules the hot keys are unknown.
    for (Hot key : whatIf.otherKeys() ? List.<Hot>of() : hot) {
      moved += follow(whatIf, key, key.share() * total(rates), cold, then);
    }
    cold.forEach((id, rate) -> then.merge(id, rate, Double::sum));
    for (Flow flow : whatIf.movement().flows()) {
      double rate = cold.getOrDefault(flow.from(), 0.0);
      double share = whatIf.before().share(flow.from());
      double moves = share == 0 ? 0 : rate * Math.min(1, flow.share() / share);
      moved += moves;
      then.merge(flow.from(), -moves, Double::sum);
      then.merge(flow.to(), moves, Double::sum);
    }
    List<Server> servers = new ArrayList<>();
    for (Map.Entry<String, String> server : names(whatIf).entrySet()) {
      String id = server.getKey();
      servers.add(
          new Server(
              id,
              server.getValue(),
              whatIf.before().share(id),
              whatIf.before().fair(id),
              whatIf.after().share(id),
              whatIf.after().fair(id),
              rates.getOrDefault(id, 0.0),
              Math.max(0, then.getOrDefault(id, 0.0))));
    }
    servers.sort(Comparator.comparing(Server::name));
    double total = total(rates);
    return new Balance(
        whatIf.before().shares().maxOverFair(),
        whatIf.after().shares().maxOverFair(),
        servers,
        total == 0
            ? null
            : new SeenTraffic(
                total,
                moved / total,
                imbalance(servers, total, Server::requestsBefore, Server::fairBefore),
                imbalance(servers, total, Server::requestsAfter, Server::fairAfter)));
  }

  /**
   * Moves the requests of one key from the servers that serve it now to those that would.
   *
   * @return the rate that would move to another server
   */
  private static double follow(
      WhatIf whatIf, Hot key, double rate, Map<String, Double> cold, Map<String, Double> then) {
    List<String> before = KeyPlace.of(whatIf.before(), key.hash(), key.key());
    List<String> after = KeyPlace.of(whatIf.after(), key.hash(), key.key());
    if (before.isEmpty() || after.isEmpty()) {
      return 0;
    }
    double taken = 0;
    for (String id : before) {
      double part = Math.min(rate / before.size(), cold.getOrDefault(id, 0.0));
      cold.merge(id, -part, Double::sum);
      taken += part;
    }
    for (String id : after) {
      then.merge(id, taken / after.size(), Double::sum);
    }
    double kept = 0;
    for (String id : before) {
      if (after.contains(id)) {
        kept += taken * Math.min(1.0 / before.size(), 1.0 / after.size());
      }
    }
    return taken - kept;
  }

  private static double total(Map<String, Double> rates) {
    return rates.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double imbalance(
      List<Server> servers,
      double total,
      ToDoubleFunction<Server> rate,
      ToDoubleFunction<Server> fair) {
    return servers.stream()
        .filter(server -> fair.applyAsDouble(server) > 0)
        .mapToDouble(server -> rate.applyAsDouble(server) / total / fair.applyAsDouble(server))
        .max()
        .orElse(0);
  }

  /** Returns names by id; the name after the change wins. */
  private static Map<String, String> names(WhatIf whatIf) {
    Map<String, String> names = new LinkedHashMap<>();
    for (ClusterConfig cluster : List.of(whatIf.before().cluster(), whatIf.after().cluster())) {
      for (ServerConfig server : cluster.servers()) {
        names.put(server.id(), server.name());
      }
    }
    return names;
  }
}
