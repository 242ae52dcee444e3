package io.ringway.bench.overload;

/**
 * What a crowd did to a proxy.
 *
 * @param undisturbed the good client just before
 * @param disturbed the good client meanwhile
 * @param beside a good client that asks a server directly, meanwhile: what the machine itself does
 *     to it
 * @param crowd what became of the crowd
 * @param cores the share of its core that the proxy used
 * @param residentBefore MiB
 * @param residentMost MiB
 */
record Finding(
    String proxy,
    String manner,
    int clients,
    Latencies undisturbed,
    Latencies disturbed,
    Latencies beside,
    CrowdCount crowd,
    double cores,
    double residentBefore,
    double residentMost) {

  /** How many times as long the slowest hundredth waits; the goal is 2. */
  double slowdown() {
    return disturbed.p99() / undisturbed.p99();
  }

  /** What each client of the crowd costs, in KiB. */
  double perClient() {
    return (residentMost - residentBefore) * 1_024 / Math.max(1, crowd.connected());
  }
}
