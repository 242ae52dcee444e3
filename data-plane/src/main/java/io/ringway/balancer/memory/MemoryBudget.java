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
 * The memory that traffic may use: buffers outside the heap, and long-lived objects on the heap.
 * Safe for any thread.
 *
 * <p>Load is reduced in steps, long before an allocation fails. Above half of the buffer memory it
 * is <em>tight</em>: reads are smaller and less is buffered for a slow reader. Above three quarters
 * it is <em>full</em>: new requests are refused, and more of a body is read only after its last
 * bytes were written. The last quarter is for requests under way. An allocation that fails all the
 * same costs one connection and is counted.
 */
public final class MemoryBudget {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
  private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The bytes that are buffered for a slow reader until the other side is no longer read. */
  public static final WriteBufferWaterMark AMPLE = new WriteBufferWaterMark(64 << 10, 128 << 10);

  private static final WriteBufferWaterMark TIGHT = new WriteBufferWaterMark(8 << 10, 16 << 10);

  /** Everything has to be written before more is read. */
  private static final WriteBufferWaterMark FULL = new WriteBufferWaterMark(1, 2);

  private static final long PER_CONNECTION = 8 << 10;

  private final long most;
  private final LongSupplier used;
  private final Heap heap;
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private long complained = System.nanoTime() - COMPLAIN_NANOS;

  /** The state of the heap, checked several times a second. */
  interface Heap {
    boolean full();

    void check();
  }

  /**
   * Creates a budget with other measures than those of the process.
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
            // Always up to date.
          }
        });
  }

  private MemoryBudget(long most, LongSupplier used, Heap heap) {
    this.most = most;
    this.used = used;
    this.heap = heap;
  }

  /** Creates the budget of this process from the limits that the JVM was started with. */
  public static MemoryBudget ofProcess() {
    LongSupplier used = () -> 0;
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      ByteBufAllocatorMetric metric = buffers.metric();
      used = metric::usedDirectMemory;
    }
    return new MemoryBudget(direct(), used, HeapMonitor.find());
  }

  /**
   * Returns the number of idle connections that a heap of this size has room for: three quarters of
   * it at 8 KiB each (they use 4).
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

  /** Tells whether reads and buffers for slow readers have to be small. */
  public boolean tight() {
    return used.getAsLong() > most / 2;
  }

  /** Tells whether new requests are refused. */
  public boolean full() {
    return shortage() != null;
  }

  /** Returns the reason why new requests are refused, or null when there is none. */
  public @Nullable MemoryShortage shortage() {
    if (heap.full()) {
      return MemoryShortage.HEAP;
    }
    return used.getAsLong() > most - most / 4 ? MemoryShortage.BUFFERS : null;
  }

  /** Sets the write watermarks of a connection; to be called before something is written to it. */
  public void applyWatermark(Channel channel) {
    WriteBufferWaterMark wanted = full() ? FULL : tight() ? TIGHT : AMPLE;
    if (channel.config().getWriteBufferWaterMark() != wanted) {
      channel.config().setWriteBufferWaterMark(wanted);
    }
  }

  /** Tells whether not even a connection can be accepted. */
  public boolean heapFull() {
    return heap.full();
  }

  /** Checks the heap. To be called several times a second by one thread without traffic. */
  public void check() {
    heap.check();
  }

  /** Counts a request or a connection that was refused because memory is full. */
  public void refused() {
    refused.increment();
    MemoryShortage memoryShortage = shortage();
    if (memoryShortage != null) { // else the shortage is just over
      warn(memoryShortage, memoryShortage.description());
    }
  }

  /** Counts a failed allocation, which costs its connection. */
  public void failed(Throwable cause) {
    boolean buffers = cause instanceof OutOfDirectMemoryError || !heap.full() && tight();
    failed(buffers ? MemoryShortage.BUFFERS : MemoryShortage.HEAP, cause);
  }

  /** Counts a failed allocation of a buffer. */
  public void bufferFailed(Throwable cause) {
    failed(heap.full() ? MemoryShortage.HEAP : MemoryShortage.BUFFERS, cause);
  }

  private void failed(MemoryShortage memoryShortage, Throwable cause) {
    failed.increment();
    warn(
        memoryShortage,
        memoryShortage.memory()
            + " is exhausted, connections are closed: "
            + cause.getMessage()
            + ".");
  }

  /** Returns an empty buffer that counts towards no limit; the garbage collector frees it. */
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

  /** Returns an allocator of read buffers that are smaller while memory is tight. */
  public RecvByteBufAllocator receiveAllocator(RecvByteBufAllocator usual) {
    return new ReadSizeLimiter(usual, this);
  }

  /** Writes the metrics. */
  public void measure(PrometheusText text) {
    MemoryShortage now = shortage();
    for (MemoryShortage each : MemoryShortage.values()) {
      text.gauge(
          "ringway_memory_full",
          "1 while new requests are refused because this memory is full.",
          each == now ? 1 : 0,
          "memory",
          each.name().toLowerCase(Locale.ROOT));
    }
    text.gauge("ringway_buffer_limit_bytes", "The most that network buffers may take.", most);
    text.counter(
        "ringway_memory_refused_total",
        "Requests and connections that were refused because memory was full.",
        refused.sum());
    text.counter(
        "ringway_memory_failed_total",
        "Connections that were closed because an allocation failed.",
        failed.sum());
  }
}
