package io.ringway.balancer.upstream;

import io.ringway.balancer.telemetry.Counter;

/** The counters of one event loop's connections to one server; written by that loop only. */
final class PoolCounters {
  final Counter opened = new Counter();
  final Counter closed = new Counter();
  final Counter failed = new Counter();
  final Counter reused = new Counter();

  /** Connections that became idle, and connections that are no longer idle. */
  final Counter rested = new Counter();

  final Counter left = new Counter();
}
