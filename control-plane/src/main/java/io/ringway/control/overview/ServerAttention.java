package io.ringway.control.overview;

import io.ringway.control.cluster.RevisionSentences;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Reports servers that are down and clusters without a serving server. */
@Component
class ServerAttention implements Attention.Source {

  private final Snapshots snapshots;
  private final Traffic traffic;

  ServerAttention(Snapshots snapshots, Traffic traffic) {
    this.snapshots = snapshots;
    this.traffic = traffic;
  }

  @Override
  public List<Attention> attention() {
    List<Attention> found = new ArrayList<>();
    for (ClusterConfig cluster : snapshots.current().config().clusters()) {
      String page = "/clusters/" + cluster.name();
      Map<String, ObservedHealth> health = traffic.health(cluster.id());
      int serving = 0;
      List<String> down = new ArrayList<>();
      Set<String> reasons = new TreeSet<>();
      for (ServerConfig server : cluster.servers()) {
        if (server.state() != ServerState.READY) {
          continue;
        }
        ObservedHealth seen = health.get(server.id());
        if (seen != null && seen.state() == ObservedHealth.State.UNHEALTHY) {
          down.add(server.name());
          if (!seen.reason().isEmpty()) {
            reasons.add(seen.reason());
          }
        } else {
          serving++;
        }
      }
      if (!down.isEmpty()) {
        found.add(new Attention(Attention.Severity.PROBLEM, down(cluster, down, reasons), page));
      }
      if (cluster.servers().isEmpty()) {
        found.add(
            new Attention(
                Attention.Severity.WARNING,
                "Cluster %s has no server yet: its requests get status 503."
                    .formatted(cluster.name()),
                page));
      } else if (serving == 0) {
        found.add(
            new Attention(
                Attention.Severity.PROBLEM,
                "No server of %s takes requests. Add one or make one ready."
                    .formatted(cluster.name()),
                page));
      }
    }
    return found;
  }

  /**
   * Puts all servers that are down into one line, so that a failed machine does not push everything
   * else off the page.
   */
  private static String down(ClusterConfig cluster, List<String> down, Set<String> reasons) {
    String why = reasons.size() == 1 ? ": " + reasons.iterator().next() : "";
    return down.size() == 1
        ? "Server %s of %s is down%s".formatted(down.getFirst(), cluster.name(), why)
        : "%d of %d servers of %s are down%s (%s)"
            .formatted(
                down.size(),
                cluster.servers().size(),
                cluster.name(),
                why,
                RevisionSentences.list(down));
  }
}
