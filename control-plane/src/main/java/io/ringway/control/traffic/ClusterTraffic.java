package io.ringway.control.traffic;

import java.util.List;

/**
 * One cluster's traffic, over all balancers. Rates and percentiles are of the last ten seconds,
 * totals since the control plane started.
 *
 * @param clusterId id of the cluster
 * @param requests responses of servers in total
 * @param requestsPerSecond responses of servers a second
 * @param errors responses with a status from 500 and requests that no server could serve, in total
 * @param errorsPerSecond the same a second
 * @param p50Micros median time to the head of a response
 * @param p90Micros 90th percentile of the same
 * @param p99Micros 99th percentile of the same
 * @param imbalance load of the busiest ready server over the mean, each by its weight: 1 is even; 0
 *     without traffic
 * @param servers one for each server of the cluster, in its order
 */
public record ClusterTraffic(
    String clusterId,
    long requests,
    double requestsPerSecond,
    long errors,
    double errorsPerSecond,
    long p50Micros,
    long p90Micros,
    long p99Micros,
    double imbalance,
    List<ServerTraffic> servers) {
  public ClusterTraffic {
    servers = List.copyOf(servers);
  }

  /** Returns one server's traffic; all zero when the cluster has no such server. */
  public ServerTraffic server(String serverId) {
    return servers.stream()
        .filter(server -> server.serverId().equals(serverId))
        .findFirst()
        .orElseGet(() -> ServerTraffic.none(serverId));
  }
}
