package io.ringway.control.replica;

import io.ringway.control.overview.Attention;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The warnings for replicas that do not start, and for runtimes that cannot be used. */
@Component
class ReplicaAttention implements Attention.Source {

  private final Snapshots snapshots;
  private final Replicas replicas;

  ReplicaAttention(Snapshots snapshots, Replicas replicas) {
    this.snapshots = snapshots;
    this.replicas = replicas;
  }

  @Override
  public List<Attention> attention() {
    List<Attention> found = new ArrayList<>();
    for (ClusterConfig cluster : snapshots.current().config().clusters()) {
      ReplicaStatus seen = replicas.lastStatus(cluster.id());
      if (seen == null) {
        continue;
      }
      String page = "/clusters/" + cluster.name();
      if (!seen.message().isEmpty()) {
        found.add(
            new Attention(
                Attention.Severity.PROBLEM, cluster.name() + ": " + seen.message(), page));
      }
      for (ReplicaStatus.View replica : seen.replicas()) {
        String did =
            switch (replica.state()) {
              case FAILED -> "failed";
              case UNHEALTHY -> "does not answer";
              case STARTING, RUNNING, DRAINING -> "";
            };
        if (!did.isEmpty()) {
          found.add(
              new Attention(
                  Attention.Severity.PROBLEM,
                  "Replica %s of %s %s: %s"
                      .formatted(replica.name(), cluster.name(), did, replica.message()),
                  page));
        }
      }
    }
    return found;
  }
}
