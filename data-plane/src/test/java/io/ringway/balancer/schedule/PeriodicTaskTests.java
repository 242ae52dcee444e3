package io.ringway.balancer.schedule;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTaskTests {

  private final AtomicInteger runs = new AtomicInteger();

  private void fail() {
    if (runs.incrementAndGet() % 2 == 0) {
      throw new StackOverflowError("on purpose");
    }
    throw new IllegalStateException("on purpose");
  }

  @Test
  void aRunThatThrowsIsNotTheLast() {
    try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor()) {
      var fixedRate = PeriodicTask.atFixedRate(executor, "testing", 1, this::fail);
      await().until(() -> runs.get() > 4);
      fixedRate.cancel(false);
      runs.set(0);
      var fixedDelay = PeriodicTask.withFixedDelay(executor, "testing", 1, this::fail);
      await().until(() -> runs.get() > 4);
      fixedDelay.cancel(false);
    }
  }
}
