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
 * How evenly a cluster is loaded before and after a change.
 *
 * @param before share of the most loaded server over its fair share; 1 is even, 0 when nobody takes
 * @param after the same afterwards
 * @param servers everybody who is there before or after, by name
 * @param traffic the same in requests as they come now; null while there are none
 */
public record Balance(
    double before, double after, List<Server> servers, @Nullable SeenTraffic traffic) {

  /** Hot keys that are followed one by one. */
  private static final int FOLLOWED = 64;

  /** Copies the list. */
  public Balance {
    servers = List.copyOf(servers);
  }

  /**
   * One server before and after. Shares are from 0 to 1 and 0 where it is not on the ring or takes
   * nothing.
   *
   * @param fairBefore the share that its weight asks for
   * @param requestsBefore answers a second as they are seen now, 0 without traffic
   * @param requestsAfter what they would be: of what a server answers, the part goes that its keys
   *     are of its share
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
   * What a change moves of the traffic that is seen now, over all balancers.
   *
   * @param requestsPerSecond answers a second
   * @param moved the part of them that another server would answer, 0 to 1
   * @param imbalanceBefore rate over fair rate of the busiest server; 1 is even
   */
  public record SeenTraffic(
      double requestsPerSecond, double moved, double imbalanceBefore, double imbalanceAfter) {}

  /**
   * A key that is asked for so often that shares of keys say little about its requests.
   *
   * @param hash its fingerprint, 16 hexadecimal digits
   * @param key its text, or empty when that is not known
   * @param share of all requests, 0 to 1; more than its servers answer is not believed
   */
  record Hot(String hash, String key, double share) {}

  /** Computes with the traffic and the hot keys that are seen now. */
  public static Balance of(WhatIf whatIf, Traffic traffic) {
    String cluster = whatIf.after().cluster().id();
    HotKeys keys = traffic.hotKeys(cluster);
    List<Hot> hot =
        keys.keys().stream()
            .limit(FOLLOWED)
            // What is certain of it: the rest may have been other keys.
            .map(key ->
                new Hot(
                    key.hash(), key.whole() ? key.key() : "", keys.share(key) - keys.doubt(key)))
            .filter(key -> key.share() > 0)
            .toList();
    return of(whatIf, traffic.cluster(cluster), hot);
  }

  /**
   * Computes.
   *
   * @param hot the keys that are followed one by one; the rest of what a server answers goes as its
   *     keys do
   */
  static Balance of(WhatIf whatIf, ClusterTraffic now, List<Hot> hot) {
    Map<String, Double> rates = new HashMap<>();
    now.servers().forEach(server -> rates.put(server.serverId(), server.requestsPerSecond()));
    Map<String, Double> cold = new HashMap<>(rates);
    Map<String, Double> then = new HashMap<>();
    double moved = 0;
    // After other key rules nobody knows what the hot keys will be.
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
   * Takes the requests of one key from those who answer them now and gives them to those who would.
   *
   * @return how many of them another server would answer
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

  /** Names by id; those afterwards win. */
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
