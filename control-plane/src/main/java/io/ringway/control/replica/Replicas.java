package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicasChanged;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** The last known replicas of each cluster. */
@Component
public class Replicas {

  private final Clusters clusters;
  private final ApplicationEventPublisher events;
  private final Map<String, ReplicaStatus> byClusterId = new ConcurrentHashMap<>();

  Replicas(Clusters clusters, ApplicationEventPublisher events) {
    this.clusters = clusters;
    this.events = events;
  }

  /**
   * Returns the replicas of a cluster as of the last check.
   *
   * @throws io.ringway.control.shell.ProblemException 404 when there is no such cluster
   */
  public ReplicaStatus status(String cluster) {
    ClusterDetails details = clusters.details(cluster);
    ReplicaStatus known = byClusterId.get(details.config().id());
    if (known != null && known.runtime().equals(details.plan().runtime())) {
      return known.withDesired(details.plan().desired());
    }
    boolean none = details.plan().runtime().equals("none");
    return new ReplicaStatus(
        details.plan().runtime(),
        !none,
        none ? "This cluster has no replica runtime: its servers are added by hand." : "",
        details.plan().desired(),
        List.of(),
        List.of());
  }

  /** Returns the last status of a cluster's replicas, null when there was no check yet. */
  @Nullable ReplicaStatus lastStatus(String clusterId) {
    return byClusterId.get(clusterId);
  }

  void update(String clusterId, ReplicaStatus status) {
    if (!status.equals(byClusterId.put(clusterId, status))) {
      events.publishEvent(new ReplicasChanged(clusterId));
    }
  }
}
