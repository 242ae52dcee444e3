package io.ringway.balancer.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What one event loop counted for one cluster beside its servers. */
final class ClusterCounters {
  final Counter unserved = new Counter();
  final Counter refused = new Counter();

  /** By reason, of which there are a few dozen. */
  final ConcurrentMap<String, LocalResponseCounter> reasons = new ConcurrentHashMap<>();

  final KeyCounters keys = new KeyCounters();
}
