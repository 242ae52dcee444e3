package io.ringway.balancer.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A monitor of the heap's old generation. It is full when a collection has left less than a sixth
 * of it free. Only another collection shows that this has changed, and an idle process may never do
 * one; so while it is full, one is requested each second.
 */
final class HeapMonitor implements MemoryBudget.Heap {

  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable MemoryPoolMXBean pool;
  private volatile boolean full;
  private long collectedAt = System.nanoTime();

  private HeapMonitor(@Nullable MemoryPoolMXBean pool) {
    this.pool = pool;
  }

  /** Finds the old generation. Without one, the monitor never reports full. */
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
