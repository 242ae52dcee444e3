package io.ringway.balancer.telemetry;

import org.HdrHistogram.SingleWriterRecorder;

/** What one event loop counted for one server since the server was first used. */
final class ServerCounters {

  /** Two significant digits: at most one percent off, a few kilobytes a server and loop. */
  static final int DIGITS = 2;

  /** Longer is counted as an hour. */
  static final long MAX_MICROS = 3_600_000_000L;

  final Counter begun = new Counter();
  final Counter ended = new Counter();
  final Counter status1xx = new Counter();
  final Counter status2xx = new Counter();
  final Counter status3xx = new Counter();
  final Counter status4xx = new Counter();
  final Counter status5xx = new Counter();
  final Counter failures = new Counter();
  final Counter retries = new Counter();
  final Counter spills = new Counter();
  final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);

  void answered(int status, long micros) {
    // Latency first: who sees the count finds the latency recorded.
    latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
    switch (status / 100) {
      case 1 -> status1xx.add();
      case 2 -> status2xx.add();
      case 3 -> status3xx.add();
      case 4 -> status4xx.add();
      default -> status5xx.add();
    }
  }
}
