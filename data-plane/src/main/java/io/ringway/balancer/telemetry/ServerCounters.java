package io.ringway.balancer.telemetry;

/** The counters of one event loop for one server since the server was first used. */
final class ServerCounters {

  final Counter begun = new Counter();
  final Counter ended = new Counter();
  final Counter status1xx = new Counter();
  final Counter status2xx = new Counter();
  final Counter status3xx = new Counter();
  final Counter status4xx = new Counter();
  final Counter status5xx = new Counter();
  final Counter failures = new Counter();
  final Counter retries = new Counter();
  final Counter spills = new Counter();
  final LatencyCounts latency = new LatencyCounts();

  void answered(int status, long micros) {
    // Latency first: who sees the count finds the latency recorded.
    latency.add(micros);
    switch (status / 100) {
      case 1 -> status1xx.add();
      case 2 -> status2xx.add();
      case 3 -> status3xx.add();
      case 4 -> status4xx.add();
      default -> status5xx.add();
    }
  }
}
