package io.ringway.balancer.telemetry;

import java.util.Arrays;

/** The delay of an event loop's periodic task, which shows how long everything on it waits. */
final class LoopDelay {

  private final Counter[] counts = new Counter[LatencyBuckets.SIZE];
  private final Counter sumMicros = new Counter();

  LoopDelay() {
    Arrays.setAll(counts, _ -> new Counter());
  }

  /** Records a delay. By the loop only. */
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
