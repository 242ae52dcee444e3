package io.ringway.balancer.upstream;

import io.ringway.balancer.telemetry.Counter;

/** What became of the connections of one event loop to one server; written by that loop only. */
final class PoolCounters {
  final Counter opened = new Counter();
  final Counter closed = new Counter();
  final Counter failed = new Counter();
  final Counter reused = new Counter();

  /** Connections that became idle, and those that are so no longer. */
  final Counter rested = new Counter();

  final Counter left = new Counter();
}
