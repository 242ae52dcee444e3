package io.ringway.control.cluster;

import io.ringway.control.publish.Snapshots;
import io.ringway.control.traffic.Health;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Servers that are down, and clusters that nobody serves. */
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
      Map<String, Health> health = traffic.health(cluster.id());
      int serving = 0;
      for (ServerConfig server : cluster.servers()) {
        if (server.state() != ServerState.READY) {
          continue;
        }
        Health seen = health.get(server.id());
        if (seen != null && seen.state() == Health.State.UNHEALTHY) {
          String why = seen.reason().isEmpty() ? "" : ": " + seen.reason();
          found.add(
              new Attention(
                  "bad",
                  "Server %s of %s is down%s".formatted(server.name(), cluster.name(), why),
                  page));
        } else {
          serving++;
        }
      }
      if (serving == 0) {
        found.add(
            new Attention(
                "bad",
                "No server of %s takes requests: add one or make one ready."
                    .formatted(cluster.name()),
                page));
      }
    }
    return found;
  }
}
