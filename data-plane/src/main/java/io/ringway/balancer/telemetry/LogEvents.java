package io.ringway.balancer.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter of log events at WARN and ERROR, so that alerts need not read the log. It is an
 * appender of the root logger and gets every event whose level is enabled, from the first one on.
 */
public final class LogEvents extends AppenderBase<ILoggingEvent> {

  private static final LongAdder WARNINGS = new LongAdder();
  private static final LongAdder ERRORS = new LongAdder();

  @Override
  protected void append(ILoggingEvent event) {
    switch (event.getLevel().toInt()) {
      case Level.WARN_INT -> WARNINGS.increment();
      case Level.ERROR_INT -> ERRORS.increment();
      default -> {} // too many to be worth a count
    }
  }

  /** Writes the metrics. */
  public static void measure(PrometheusText text) {
    String name = "ringway_log_events_total";
    String help = "Log events at this level.";
    text.counter(name, help, WARNINGS.sum(), "level", "warn");
    text.counter(name, help, ERRORS.sum(), "level", "error");
  }
}
