package io.ringway.control.traffic;

import java.util.List;

/**
 * One cluster's traffic, over all balancers. Rates and percentiles are of the last ten seconds,
 * totals since the control plane started.
 *
 * @param clusterId which cluster
 * @param requests answers of servers in total
 * @param requestsPerSecond answers of servers a second
 * @param errors answers with a status from 500 and requests that no server could answer, in total
 * @param errorsPerSecond the same a second
 * @param p50Micros median time to the head of an answer
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
  /** Copies the list. */
  public ClusterTraffic {
    servers = List.copyOf(servers);
  }

  /** One server's traffic; without numbers when the cluster has no such server. */
  public ServerTraffic server(String serverId) {
    return servers.stream()
        .filter(server -> server.serverId().equals(serverId))
        .findFirst()
        .orElseGet(() -> ServerTraffic.none(serverId));
  }
}
