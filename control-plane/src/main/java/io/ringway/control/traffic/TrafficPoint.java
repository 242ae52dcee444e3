package io.ringway.control.traffic;

/**
 * One second of a cluster, for charts.
 *
 * @param second seconds since 1970 UTC
 * @param requests responses of servers
 * @param errors responses with a status from 500 and requests that no server could serve
 * @param p50Micros median time to the head of a response, 0 without traffic
 * @param p90Micros 90th percentile of the same
 * @param p99Micros 99th percentile of the same
 */
public record TrafficPoint(
    long second, long requests, long errors, long p50Micros, long p90Micros, long p99Micros) {

  /** Adds the counts of late reports to this second; its percentiles stay. */
  TrafficPoint plus(long moreRequests, long moreErrors) {
    return new TrafficPoint(
        second, requests + moreRequests, errors + moreErrors, p50Micros, p90Micros, p99Micros);
  }
}
