package io.ringway.balancer.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The counters of one event loop for one cluster, apart from those of its servers. */
final class ClusterCounters {
  final Counter unserved = new Counter();
  final Counter refused = new Counter();

  /** Counters by reason, of which there are a few dozen. */
  final ConcurrentMap<String, LocalResponseCounter> reasons = new ConcurrentHashMap<>();

  final KeyCounters keys = new KeyCounters();
}
