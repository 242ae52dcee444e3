package io.ringway.balancer.schedule;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A periodic task that survives errors. An executor silently ends a periodic task when one run
 * throws; here the error is logged and the next run follows. This is the only class that may
 * schedule periodic tasks.
 */
public final class PeriodicTask implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

  /** Keeps a task that fails ten times a second from filling the log. */
  private static final long LOG_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String name;
  private final Runnable task;
  private long failures;
  private long loggedAt;

  private PeriodicTask(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  /**
   * Runs a task at a fixed period in milliseconds, from start to start.
   *
   * @param name for the log, such as "merging the counters"
   */
  public static ScheduledFuture<?> atFixedRate(
      ScheduledExecutorService executor, String name, long millis, Runnable task) {
    return executor.scheduleAtFixedRate(
        new PeriodicTask(name, task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs a task again this many milliseconds after its last run has ended.
   *
   * @param name for the log, such as "merging the counters"
   */
  public static ScheduledFuture<?> withFixedDelay(
      ScheduledExecutorService executor, String name, long millis, Runnable task) {
    return executor.scheduleWithFixedDelay(
        new PeriodicTask(name, task), millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures++;
      long now = System.nanoTime();
      if (failures == 1 || now - loggedAt > LOG_AGAIN_NANOS) {
        loggedAt = now;
        LOG.error(
            "An unexpected error while {}, {} so far; it goes on with the next run. Please report"
                + " it.",
            name,
            failures,
            e);
      }
    }
  }
}
