package io.ringway.control.traffic;

/**
 * One server's traffic, over all balancers. Rates and percentiles are of the last ten seconds,
 * totals since the control plane started.
 *
 * @param serverId which server
 * @param requests answers in total
 * @param requestsPerSecond answers a second
 * @param share of the cluster's answers, 0 to 1; 0 without traffic
 * @param p50Micros median time to the head of an answer
 * @param p99Micros 99th percentile of the same
 * @param errors answers with a status from 500, in total
 * @param failures attempts without an answer, in total
 * @param spills requests that went past it because it was at its load bound, in total
 * @param inFlight requests under way
 * @param health what the checks say
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
