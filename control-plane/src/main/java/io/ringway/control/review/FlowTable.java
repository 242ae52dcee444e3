package io.ringway.control.review;

import io.ringway.control.picture.ServerColour;
import io.ringway.control.shell.NumberText;
import io.ringway.control.whatif.WhatIf;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.ring.analysis.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The layout of key flows: a matrix while it fits the page, else a list of the largest. */
final class FlowTable {

  private static final int MOST_COLUMNS = 10;
  private static final int MOST_ROWS = 30;
  private static final int MOST_LISTED = 40;

  private FlowTable() {}

  static Review.Flows of(WhatIf whatIf) {
    List<Flow> flows = whatIf.movement().flows();
    Map<String, String> names = new HashMap<>();
    for (ClusterConfig cluster : List.of(whatIf.before().cluster(), whatIf.after().cluster())) {
      for (ServerConfig server : cluster.servers()) {
        names.put(server.id(), server.name());
      }
    }
    List<String> givers = flows.stream().map(Flow::from).distinct().sorted().toList();
    List<String> takers = flows.stream().map(Flow::to).distinct().sorted().toList();
    if (takers.size() <= MOST_COLUMNS && givers.size() <= MOST_ROWS) {
      return new Review.Flows(
          takers.stream().map(id -> party(id, names)).toList(),
          rows(flows, givers, takers, names),
          List.of(),
          0);
    }
    return new Review.Flows(
        List.of(),
        List.of(),
        flows.stream()
            .limit(MOST_LISTED)
            .map(flow ->
                new Review.Flows.Flow(
                    party(flow.from(), names), party(flow.to(), names), share(flow.share())))
            .toList(),
        Math.max(0, flows.size() - MOST_LISTED));
  }

  private static List<Review.Flows.Row> rows(
      List<Flow> flows, List<String> givers, List<String> takers, Map<String, String> names) {
    Map<String, Map<String, Double>> shares = new HashMap<>();
    for (Flow flow : flows) {
      shares.computeIfAbsent(flow.from(), _ -> new HashMap<>()).put(flow.to(), flow.share());
    }
    List<Review.Flows.Row> rows = new ArrayList<>();
    for (String giver : givers) {
      Map<String, Double> given = Objects.requireNonNull(shares.get(giver));
      rows.add(
          new Review.Flows.Row(
              party(giver, names),
              takers.stream()
                  .map(taker -> given.containsKey(taker) ? share(given.get(taker)) : "")
                  .toList(),
              share(given.values().stream().mapToDouble(Double::doubleValue).sum())));
    }
    return rows;
  }

  private static Review.Flows.Party party(String id, Map<String, String> names) {
    return id.equals(Flow.NOBODY)
        ? new Review.Flows.Party("nobody", -1)
        : new Review.Flows.Party(names.getOrDefault(id, id), ServerColour.of(id));
  }

  private static String share(double share) {
    return share > 0 && share < 0.0005 ? "< 0.1 %" : NumberText.percent(share);
  }
}
