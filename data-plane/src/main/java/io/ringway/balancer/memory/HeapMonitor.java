package io.ringway.balancer.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The part of the heap where everything that lives long ends up. It is full when a collection of it
 * has left less than a sixth free. Whether that is still so only the next collection tells, and an
 * idle process may never do one: so while it is full one is asked for each second.
 */
final class HeapMonitor implements MemoryBudget.Heap {

  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable MemoryPoolMXBean pool;
  private volatile boolean full;
  private long collectedAt = System.nanoTime();

  private HeapMonitor(@Nullable MemoryPoolMXBean pool) {
    this.pool = pool;
  }

  /** With any collector that has one; else it is never full. */
  static HeapMonitor find() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP
          && pool.isUsageThresholdSupported()
          && pool.isCollectionUsageThresholdSupported()
          && pool.getUsage().getMax() > 0) {
        long most = pool.getUsage().getMax();
        pool.setCollectionUsageThreshold(most - most / 6);
        return new HeapMonitor(pool);
      }
    }
    return new HeapMonitor(null);
  }

  @Override
  public boolean full() {
    return full;
  }

  @Override
  public void check() {
    if (pool == null) {
      return;
    }
    full = pool.isCollectionUsageThresholdExceeded();
    long now = System.nanoTime();
    if (full && now - collectedAt >= AGAIN_NANOS) {
      System.gc();
      collectedAt = System.nanoTime();
    }
  }
}
