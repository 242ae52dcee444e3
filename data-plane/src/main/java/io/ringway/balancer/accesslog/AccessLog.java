package io.ringway.balancer.accesslog;

import io.ringway.balancer.telemetry.Counter;
import io.ringway.balancer.telemetry.PrometheusText;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: a thread of its own carries the lines of all event loops to one sink. A slow or
 * broken sink drops lines, which are counted, but never delays a request. At most 256 KiB are
 * buffered for each event loop.
 */
public final class AccessLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 2_000;

  private final LogSink sink;
  private final LogFormat logFormat;
  private final InstantSource clock;
  private final List<LoopLog> loops = new CopyOnWriteArrayList<>();
  private final Counter lines = new Counter();
  private final Counter lost = new Counter();
  private final Thread writer;
  private volatile boolean reopen;
  private volatile boolean closing;

  // Used by the writer only.
  private boolean broken;
  private long lookedNanos = System.nanoTime();

  /** Starts the writing thread. */
  public AccessLog(LogSink sink, LogFormat logFormat, InstantSource clock) {
    this.sink = sink;
    this.logFormat = logFormat;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::run);
  }

  /** Adds the log of one more event loop. */
  public LoopLog forLoop() {
    LoopLog loop = new LoopLog(logFormat, clock, () -> LockSupport.unpark(writer));
    loops.add(loop);
    return loop;
  }

  /** Reopens the file at its path, after it was renamed. Any thread. */
  public void reopen() {
    reopen = true;
    LockSupport.unpark(writer);
  }

  /** Writes the metrics: lines written and dropped. Any thread. */
  public void measure(PrometheusText text) {
    text.counter("ringway_access_log_lines_total", "Lines of the access log.", lines.value());
    text.counter(
        "ringway_access_log_dropped_total",
        "Lines that were dropped because the sink was slow or broken.",
        lost.value() + loops.stream().mapToLong(loop -> loop.dropped.value()).sum());
  }

  private void run() {
    while (!closing) {
      if (!emptyAll()) {
        LockSupport.parkNanos(this, WAIT_NANOS);
      }
      long now = System.nanoTime();
      if (reopen || now - lookedNanos > LOOK_NANOS) {
        lookedNanos = now;
        boolean wanted = reopen;
        reopen = false;
        guarded(() -> sink.reopenIfNeeded(wanted));
      }
    }
    while (emptyAll()) {
      // Until everything that was handed over is written.
    }
    guarded(sink::close);
  }

  private boolean emptyAll() {
    boolean some = false;
    for (LoopLog loop : loops) {
      some |= loop.logBuffer.drainBlock(this::take);
    }
    return some;
  }

  private void take(byte[] bytes, int length, int count) {
    if (guarded(() -> sink.write(bytes, length))) {
      lines.add(count);
    } else {
      lost.add(count);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private boolean guarded(Step step) {
    try {
      step.run();
      if (broken) {
        broken = false;
        LOG.info("The access log can be written again: {}", sink);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      if (!broken) {
        broken = true;
        LOG.error(
            "The access log cannot be written to {}: {}. Its lines are dropped and counted until it"
                + " can; check the disk and --access-log (RINGWAY_ACCESS_LOG).",
            sink,
            e.toString());
      }
      return false;
    }
  }

  /**
   * Writes the remaining lines, for at most two seconds, and ends. To be called after the event
   * loops have ended, since it hands over their last lines.
   */
  @Override
  public void close() {
    loops.forEach(LoopLog::handOver);
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
