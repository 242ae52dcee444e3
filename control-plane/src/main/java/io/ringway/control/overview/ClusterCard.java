package io.ringway.control.overview;

import io.ringway.control.dashboard.LiveCluster;
import io.ringway.control.picture.Sparkline;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;

/**
 * A cluster on the overview.
 *
 * @param servers number of its servers
 */
public record ClusterCard(
    String id, String name, int servers, LiveCluster live, Sparkline sparkline) {

  public static ClusterCard of(ClusterConfig cluster, Traffic traffic) {
    return new ClusterCard(
        cluster.id(),
        cluster.name(),
        cluster.servers().size(),
        LiveCluster.of(cluster, traffic.cluster(cluster.id())),
        Sparkline.of(Traffic.finalSeconds(traffic.history(cluster.id(), Sparkline.SECONDS))));
  }
}
