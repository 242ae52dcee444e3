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
 * Carries the lines of all event loops to one sink on a thread of its own. A sink that is slow or
 * broken costs lines, which are counted, and never the time of a request. At most 256 KiB wait for
 * each event loop.
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

  // Of the writer.
  private boolean broken;
  private long lookedNanos = System.nanoTime();

  /** Starts the writing thread. */
  public AccessLog(LogSink sink, LogFormat logFormat, InstantSource clock) {
    this.sink = sink;
    this.logFormat = logFormat;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::run);
  }

  /** The log of one more event loop. */
  public LoopLog forLoop() {
    LoopLog loop = new LoopLog(logFormat, clock, () -> LockSupport.unpark(writer));
    loops.add(loop);
    return loop;
  }

  /** Closes the file and opens it anew at its path, after it was renamed. Any thread. */
  public void reopen() {
    reopen = true;
    LockSupport.unpark(writer);
  }

  /** Tells how many lines were written and dropped. Any thread. */
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
      // Until all that was handed over is written.
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
        LOG.info("The access log is written again: {}", sink);
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
   * Writes what the event loops have left, for two seconds at most, and ends. To be called when
   * they have ended: their last lines are handed over for them.
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
