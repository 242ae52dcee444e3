package io.ringway.control.hotkeys;

import io.ringway.control.cluster.RevisionSentences;
import io.ringway.control.picture.ServerColour;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A possible target of a hot key with the resulting load, formatted for the page.
 *
 * @param change the change to review, as JSON
 * @param name display name
 * @param colour colour of the server, -1 for several
 * @param now share of all requests before; empty for several servers
 * @param then share of all requests after, of the busiest one for several servers
 * @param busiest share of the busiest server of the cluster after
 * @param chosen true when the key goes there already
 */
record KeyChoice(
    String change,
    String name,
    int colour,
    String now,
    String then,
    String busiest,
    boolean chosen) {

  private static final int MOST_SPREAD = 5;

  /**
   * Returns a choice for every server, then for spreading over the first candidates.
   *
   * @param part share of all requests that carry the key, 0 to 1
   * @param candidates servers that take requests, in the key's order
   */
  static List<KeyChoice> of(
      ClusterConfig cluster,
      HotKeyList.Line line,
      double part,
      ClusterTraffic traffic,
      List<HotKeyList.Server> candidates) {
    Map<String, Double> now = new HashMap<>();
    for (ServerConfig server : cluster.servers()) {
      now.put(server.id(), traffic.server(server.id()).share());
    }
    List<KeyChoice> choices = new ArrayList<>();
    for (ServerConfig server : cluster.servers()) {
      Map<String, Double> then = moved(now, line, part, Set.of(server.id()));
      boolean chosen = line.pin() instanceof Pin.To to && to.serverId().equals(server.id());
      choices.add(
          new KeyChoice(
              change(line, ProposedChange.SERVER + server.id()),
              server.name(),
              ServerColour.of(server.id()),
              NumberText.percent(share(now, server.id())),
              NumberText.percent(share(then, server.id())),
              NumberText.percent(busiest(then, then.keySet())),
              chosen));
    }
    for (int k = 2; k <= Math.min(MOST_SPREAD, candidates.size()); k++) {
      List<HotKeyList.Server> sharing = candidates.subList(0, k);
      Set<String> ids = sharing.stream().map(HotKeyList.Server::id).collect(Collectors.toSet());
      Map<String, Double> then = moved(now, line, part, ids);
      boolean chosen = line.pin() instanceof Pin.Spread spread && spread.servers() == k;
      choices.add(
          new KeyChoice(
              change(line, ProposedChange.SPREAD + k),
              RevisionSentences.list(sharing.stream().map(HotKeyList.Server::name).toList()),
              -1,
              "",
              NumberText.percent(busiest(then, ids)),
              NumberText.percent(busiest(then, then.keySet())),
              chosen));
    }
    return choices;
  }

  private static String change(HotKeyList.Line line, String to) {
    String key = line.key();
    return ProposedChange.pinOrSpread(line.hash(), key != null && line.whole() ? key : "", to)
        .json();
  }

  /**
   * Returns the servers' shares after the key has moved from its servers to these, in equal parts.
   */
  private static Map<String, Double> moved(
      Map<String, Double> now, HotKeyList.Line line, double part, Set<String> to) {
    Map<String, Double> then = new HashMap<>(now);
    Set<String> from = new HashSet<>();
    line.servers().forEach(server -> from.add(server.id()));
    if (!from.isEmpty()) {
      from.forEach(
          id -> then.merge(id, -part / from.size(), (share, less) -> Math.max(0, share + less)));
      to.forEach(id -> then.merge(id, part / to.size(), Double::sum));
    }
    return then;
  }

  private static double share(Map<String, Double> shares, String id) {
    return shares.getOrDefault(id, 0.0);
  }

  private static double busiest(Map<String, Double> shares, Set<String> among) {
    return among.stream().mapToDouble(id -> share(shares, id)).max().orElse(0);
  }
}
