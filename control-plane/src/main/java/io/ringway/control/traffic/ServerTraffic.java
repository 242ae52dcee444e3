package io.ringway.control.traffic;

/**
 * One server's traffic, over all balancers. Rates and percentiles are of the last ten seconds,
 * totals since the control plane started.
 *
 * @param serverId id of the server
 * @param requests responses in total
 * @param requestsPerSecond responses a second
 * @param share share of the cluster's responses, 0 to 1; 0 without traffic
 * @param p50Micros median time to the head of a response
 * @param p99Micros 99th percentile of the same
 * @param errors responses with a status from 500, in total
 * @param failures attempts without a response, in total
 * @param spills requests that went to another server because it was at its load bound, in total
 * @param inFlight requests in flight
 * @param health health by the balancers' checks
 */
public record ServerTraffic(
    String serverId,
    long requests,
    double requestsPerSecond,
    double share,
    long p50Micros,
    long p99Micros,
    long errors,
    long failures,
    long spills,
    int inFlight,
    ObservedHealth health) {

  static ServerTraffic none(String serverId) {
    return new ServerTraffic(serverId, 0, 0, 0, 0, 0, 0, 0, 0, 0, ObservedHealth.UNKNOWN);
  }
}
