package io.ringway.balancer.exchange;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.ringway.balancer.accesslog.LoopLog;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.HeadMemory;
import io.ringway.balancer.memory.MemoryBudget;
import io.ringway.balancer.schedule.PeriodicTask;
import io.ringway.balancer.splice.Splicer;
import io.ringway.balancer.telemetry.LoopTelemetry;
import io.ringway.balancer.transport.FlushQueue;
import io.ringway.ring.Candidates;
import io.ringway.routing.key.Span;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that the exchanges of one event loop share. Deadlines are checked by visiting every
 * exchange ten times a second: no request creates, moves or cancels a timer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
public final class EventLoopContext {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoopContext.class);

  private static final int TICK_MILLIS = 100;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final int FREE_RETRIES = 3;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  final int index;
  public final EventLoop executor;
  public final LoopTelemetry telemetry;
  public final MemoryBudget memoryBudget;

  /** Null while there is no access log. */
  final @Nullable LoopLog accessLog;

  final FlushQueue flushes;
  final HeadMemory heads = new HeadMemory();
  final Candidates candidates = new Candidates();
  final Span key = new Span();

  /** The fingerprint of the key that was looked up last. */
  long fingerprint;

  /** Null where the kernel cannot move bodies, and in the first moments. */
  public volatile @Nullable Splicer splicer;

  final SplittableRandom random = new SplittableRandom();
  int active;
  int retrying;
  public byte[] date;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final IdleConnectionEvictor evictor = new IdleConnectionEvictor();
  private final InstantSource clock;
  private long dateSecond;
  private long dueNanos;

  public EventLoopContext(
      int index,
      EventLoop executor,
      LoopTelemetry telemetry,
      MemoryBudget memoryBudget,
      @Nullable LoopLog accessLog,
      InstantSource clock) {
    this.memoryBudget = memoryBudget;
    this.accessLog = accessLog;
    this.clock = clock;
    this.date = dateOf(clock.instant());
    this.index = index;
    this.executor = executor;
    this.flushes = new FlushQueue((SingleThreadEventLoop) executor);
    this.telemetry = telemetry;
    this.dueNanos = System.nanoTime() + TICK_NANOS;
    PeriodicTask.atFixedRate(executor, "keeping the deadlines", TICK_MILLIS, this::tick);
  }

  void add(Exchange exchange) {
    telemetry.clientCame();
    exchange.slot = exchanges.size();
    exchanges.add(exchange);
  }

  void remove(Exchange exchange) {
    telemetry.clientLeft();
    Exchange last = exchanges.removeLast();
    if (last != exchange) {
      exchanges.set(exchange.slot, last);
      last.slot = exchange.slot;
    }
  }

  /**
   * Returns whether one more request may be retried. The budget is a share of the active requests,
   * at least three.
   */
  boolean mayRetry(int budgetPercent) {
    return retrying < FREE_RETRIES || retrying * 100L < (long) budgetPercent * active;
  }

  /** Returns the {@code Date} field for responses that have none (RFC 9110 section 6.6.1). */
  private static byte[] dateOf(Instant instant) {
    return Ascii.of("Date: " + DATE.format(instant) + "\r\n");
  }

  private void tick() {
    Instant instant = clock.instant();
    if (instant.getEpochSecond() != dateSecond) {
      dateSecond = instant.getEpochSecond();
      date = dateOf(instant);
    }
    long now = System.nanoTime();
    telemetry.late((now - dueNanos) / 1_000);
    dueNanos += TICK_NANOS;
    for (int i = exchanges.size() - 1; i >= 0; i--) {
      if (i < exchanges.size()) {
        check(exchanges.get(i), now);
      }
    }
    telemetry.handOverKeys();
    if (accessLog != null) {
      accessLog.handOver();
    }
  }

  /**
   * Returns when the next tick is due, in the time of {@link System#nanoTime}: at most one tick
   * from now. Costs no look at the clock.
   */
  long nextTickNanos() {
    return dueNanos;
  }

  /**
   * Checks an exchange. A failure closes its own connection and never delays the others' deadlines.
   */
  private void check(Exchange exchange, long now) {
    try {
      exchange.checkDeadlines(now);
    } catch (OutOfMemoryError none) {
      memoryBudget.failed(none);
      exchange.abort();
    } catch (RuntimeException e) {
      LOG.error("An unexpected error; its connection is closed. Please report it.", e);
      exchange.abort();
    }
  }

  /**
   * Closes the connection that has been idle for longest, if that is long enough.
   *
   * @return whether there was one
   */
  public boolean displaceIdle(int leastMillis) {
    boolean closed = evictor.close(exchanges, TimeUnit.MILLISECONDS.toNanos(leastMillis));
    if (closed) {
      telemetry.clientDisplaced();
    }
    return closed;
  }

  /** Returns the bytes written to a channel that this process still holds. */
  static long pending(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
  }

  /**
   * Returns the bytes written to a channel that its peer has not acknowledged. The kernel takes
   * bytes in large steps, a peer in small ones: this distinguishes a peer that reads slowly from
   * one that does not read. Without the kernel's help only the bytes in this process count.
   */
  long unacknowledged(Channel channel) {
    Splicer kernel = splicer;
    return pending(channel) + (kernel == null ? 0 : kernel.unacknowledged(channel));
  }

  public List<Exchange> exchanges() {
    return new ArrayList<>(exchanges);
  }

  public int open() {
    return exchanges.size();
  }
}
