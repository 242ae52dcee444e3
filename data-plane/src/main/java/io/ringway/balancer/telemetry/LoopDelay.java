package io.ringway.balancer.telemetry;

import java.util.Arrays;

/** How late an event loop's periodic task ran: how long anything on that loop had to wait. */
final class LoopDelay {

  private final Counter[] counts = new Counter[LatencyBuckets.SIZE];
  private final Counter sumMicros = new Counter();

  LoopDelay() {
    Arrays.setAll(counts, _ -> new Counter());
  }

  /** By the loop only. */
  void late(long micros) {
    counts[LatencyBuckets.of(micros)].add();
    sumMicros.add(micros);
  }

  LatencyBuckets buckets() {
    LatencyBuckets all = new LatencyBuckets();
    for (int i = 0; i < counts.length; i++) {
      all.put(i, counts[i].value(), 0);
    }
    all.put(0, 0, (double) sumMicros.value());
    return all;
  }
}
