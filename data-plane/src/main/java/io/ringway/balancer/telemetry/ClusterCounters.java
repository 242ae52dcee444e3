package io.ringway.balancer.telemetry;

/** What one event loop counted for one cluster beside its servers. */
final class ClusterCounters {
  final Counter unserved = new Counter();
  final Counter refused = new Counter();
  final KeyCounters keys = new KeyCounters();
}
