package io.ringway.balancer.telemetry;

import io.ringway.routing.key.Span;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one cluster's keys on one event loop. The loop counts, and hands a window over when
 * the merging thread has taken the previous one: neither waits for the other.
 */
final class KeyCounters {

  private @Nullable KeySketch sketch;
  private final AtomicReference<@Nullable KeyWindow> handed = new AtomicReference<>();

  /** Counts a request. By the loop only. */
  void count(boolean shown, long fingerprint, Span key) {
    KeySketch counting = sketch;
    if (counting == null || counting.shown() != shown) {
      counting = new KeySketch(shown);
      sketch = counting;
    }
    counting.count(fingerprint, key);
  }

  /** Hands the counts over if the last window was taken. By the loop only. */
  void handOver() {
    KeySketch counting = sketch;
    if (counting != null && !counting.empty() && handed.getPlain() == null) {
      handed.setRelease(counting.drain());
    }
  }

  /** Takes the window that was handed over, if there is one. By the merging thread only. */
  @Nullable KeyWindow take() {
    return handed.getAcquire() == null ? null : handed.getAndSet(null);
  }
}
