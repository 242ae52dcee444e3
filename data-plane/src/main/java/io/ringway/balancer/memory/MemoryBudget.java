package io.ringway.balancer.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.internal.OutOfDirectMemoryError;
import io.ringway.balancer.telemetry.PrometheusText;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of the process, as far as traffic fills it: buffers outside the heap, and what lives
 * long on the heap. Any thread.
 *
 * <p>It gives way in three steps, long before an allocation fails. Above a half of the buffers it
 * is <em>tight</em>: less is read at once and less is buffered for a slow reader. Above three
 * quarters it is <em>full</em>: new requests are refused, and of a body more is read when the last
 * ones have left. The last quarter is for what is under way in that moment. Should an allocation
 * fail all the same, that costs one connection and is counted.
 */
public final class MemoryBudget {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
  private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What is buffered for one that does not take it, until the other side is not read any more. */
  public static final WriteBufferWaterMark AMPLE = new WriteBufferWaterMark(64 << 10, 128 << 10);

  private static final WriteBufferWaterMark TIGHT = new WriteBufferWaterMark(8 << 10, 16 << 10);

  /** All has to have left before more is read. */
  private static final WriteBufferWaterMark FULL = new WriteBufferWaterMark(1, 2);

  private static final long PER_CONNECTION = 8 << 10;

  private final long most;
  private final LongSupplier used;
  private final Heap heap;
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private long complained = System.nanoTime() - COMPLAIN_NANOS;

  /** Whether the heap has no room, and a look at it that is taken some times a second. */
  interface Heap {
    boolean full();

    void check();
  }

  /**
   * With other measures than those of the process.
   *
   * @param most bytes that buffers may take
   * @param used bytes that they take
   * @param heapFull whether the heap has no room for more
   */
  public MemoryBudget(long most, LongSupplier used, BooleanSupplier heapFull) {
    this(
        most,
        used,
        new Heap() {
          @Override
          public boolean full() {
            return heapFull.getAsBoolean();
          }

          @Override
          public void check() {
            // It is always up to date.
          }
        });
  }

  private MemoryBudget(long most, LongSupplier used, Heap heap) {
    this.most = most;
    this.used = used;
    this.heap = heap;
  }

  /** Of this process, by the limits that the JVM was started with. */
  public static MemoryBudget ofProcess() {
    LongSupplier used = () -> 0;
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      ByteBufAllocatorMetric metric = buffers.metric();
      used = metric::usedDirectMemory;
    }
    return new MemoryBudget(direct(), used, HeapMonitor.find());
  }

  /**
   * How many idle connections a heap of this size has room for: 8 KiB each (they take 4) of three
   * quarters of it.
   */
  public static int connections(long heap) {
    return Math.clamp((heap - heap / 4) / PER_CONNECTION, 64, Integer.MAX_VALUE);
  }

  private static long direct() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long told = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return told == 0 ? Runtime.getRuntime().maxMemory() : told;
  }

  /** Whether what is read ahead, and what is buffered for slow readers, has to be little. */
  public boolean tight() {
    return used.getAsLong() > most / 2;
  }

  /** Whether nothing new can be begun. */
  public boolean full() {
    return shortage() != null;
  }

  /** Returns the reason why nothing new can be begun, or null when there is none. */
  public @Nullable MemoryShortage shortage() {
    if (heap.full()) {
      return MemoryShortage.HEAP;
    }
    return used.getAsLong() > most - most / 4 ? MemoryShortage.BUFFERS : null;
  }

  /** Sets how much may be buffered for a connection, before something is written to it. */
  public void applyWatermark(Channel channel) {
    WriteBufferWaterMark wanted = full() ? FULL : tight() ? TIGHT : AMPLE;
    if (channel.config().getWriteBufferWaterMark() != wanted) {
      channel.config().setWriteBufferWaterMark(wanted);
    }
  }

  /** Whether not even a connection can be taken. */
  public boolean heapFull() {
    return heap.full();
  }

  /** To be called some times a second, by one thread, and not by one that carries traffic. */
  public void check() {
    heap.check();
  }

  /** A request or a connection was refused since memory is full. */
  public void refused() {
    refused.increment();
    MemoryShortage memoryShortage = shortage();
    if (memoryShortage != null) { // else it has just passed
      warn(memoryShortage, memoryShortage.description());
    }
  }

  /** An allocation failed, which costs its connection. */
  public void failed(Throwable cause) {
    boolean buffers = cause instanceof OutOfDirectMemoryError || !heap.full() && tight();
    failed(buffers ? MemoryShortage.BUFFERS : MemoryShortage.HEAP, cause);
  }

  /** The allocation of a buffer failed. */
  public void bufferFailed(Throwable cause) {
    failed(heap.full() ? MemoryShortage.HEAP : MemoryShortage.BUFFERS, cause);
  }

  private void failed(MemoryShortage memoryShortage, Throwable cause) {
    failed.increment();
    warn(
        memoryShortage,
        memoryShortage.memory()
            + " is exhausted, connections are cut: "
            + cause.getMessage()
            + ".");
  }

  /** An empty buffer of memory that no limit counts, given back by the collector. */
  public ByteBuf reserve(int bytes) {
    return Unpooled.wrappedBuffer(Arena.ofAuto().allocate(bytes).asByteBuffer()).clear();
  }

  private synchronized void warn(MemoryShortage memoryShortage, String what) {
    long now = System.nanoTime();
    if (now - complained >= COMPLAIN_NANOS) {
      complained = now;
      Runtime jvm = Runtime.getRuntime();
      LOG.warn(
          "{} {} (Heap: {} of {} MiB; buffers: {} of {} MiB.)",
          what,
          memoryShortage.advice(),
          jvm.totalMemory() - jvm.freeMemory() >> 20,
          jvm.maxMemory() >> 20,
          used.getAsLong() >> 20,
          most >> 20);
    }
  }

  /** How much is read at once: what the other one says, less of it while memory is tight. */
  public RecvByteBufAllocator receiveAllocator(RecvByteBufAllocator usual) {
    return new ReadSizeLimiter(usual, this);
  }

  /** Tells what it has and what it cost. */
  public void measure(PrometheusText text) {
    MemoryShortage now = shortage();
    for (MemoryShortage each : MemoryShortage.values()) {
      text.gauge(
          "ringway_memory_full",
          "1 while new requests are refused for want of this memory.",
          each == now ? 1 : 0,
          "memory",
          each.name().toLowerCase(Locale.ROOT));
    }
    text.gauge("ringway_buffer_limit_bytes", "The most that network buffers may take.", most);
    text.counter(
        "ringway_memory_refused_total",
        "Requests and connections that were refused since memory was full.",
        refused.sum());
    text.counter(
        "ringway_memory_failed_total",
        "Connections that were cut since an allocation failed.",
        failed.sum());
  }
}
