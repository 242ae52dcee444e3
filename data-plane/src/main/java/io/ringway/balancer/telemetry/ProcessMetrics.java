package io.ringway.balancer.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources that the process uses, under the names of Prometheus' own client libraries. Values
 * that the system does not provide are left out.
 */
public final class ProcessMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessMetrics.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcessMetrics() {}

  /** Writes the metrics. */
  public static void measure(PrometheusText text) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      text.counter(
          "process_cpu_seconds_total",
          "CPU time, user and system.",
          system.getProcessCpuTime() / 1e9);
      text.gauge("process_open_fds", "Open file descriptors.", system.getOpenFileDescriptorCount());
      text.gauge(
          "process_max_fds",
          "The limit of open file descriptors.",
          system.getMaxFileDescriptorCount());
    }
    long resident = resident();
    if (resident >= 0) {
      text.gauge("process_resident_memory_bytes", "Memory in RAM.", resident);
    }
    text.gauge(
        "process_start_time_seconds",
        "When it started, seconds since 1970 UTC.",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    text.gauge(
        "jvm_heap_used_bytes",
        "Heap in use.",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      text.gauge(
          "jvm_network_buffer_bytes",
          "Direct memory of network buffers.",
          buffers.metric().usedDirectMemory());
    }
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.counter(
          "jvm_gc_collections_total",
          "Garbage collections.",
          Math.max(0, collector.getCollectionCount()),
          "gc",
          collector.getName());
      text.counter(
          "jvm_gc_seconds_total",
          "Time taken by garbage collections.",
          Math.max(0, collector.getCollectionTime()) / 1e3,
          "gc",
          collector.getName());
    }
  }

  private static long resident() {
    if (!Files.isReadable(STATUS)) {
      return -1;
    }
    try {
      List<String> lines = Files.readAllLines(STATUS);
      for (String line : lines) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip())
              * 1_024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      LOG.debug("The memory of this process cannot be told", e);
    }
    return -1;
  }
}
