package io.ringway.bench.overload;

/**
 * The effect of a crowd on a proxy.
 *
 * @param undisturbed the good client just before
 * @param disturbed the good client meanwhile
 * @param direct a good client with a direct connection to a server, meanwhile: the effect of the
 *     machine itself
 * @param crowd the final counts of the crowd
 * @param cores the share of its core that the proxy used
 * @param residentBefore MiB
 * @param residentMost MiB
 */
record OverloadResult(
    String proxy,
    String behaviour,
    int clients,
    Latencies undisturbed,
    Latencies disturbed,
    Latencies direct,
    CrowdCount crowd,
    double cores,
    double residentBefore,
    double residentMost) {

  /** Returns the ratio of the 99th percentiles with and without the crowd; the goal is 2. */
  double slowdown() {
    return disturbed.p99() / undisturbed.p99();
  }

  /** Returns the memory cost of each client of the crowd in KiB. */
  double perClient() {
    return (residentMost - residentBefore) * 1_024 / Math.max(1, crowd.connected());
  }
}
