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
  final Counter status1xx2xx3xx = new Counter();
  final Counter status4xx = new Counter();
  final Counter status5xx = new Counter();
  final Counter failures = new Counter();
  final Counter retries = new Counter();
  final Counter spills = new Counter();
  final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);

  void answered(int status, long micros) {
    // Latency first: who sees the count finds the latency recorded.
    latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
    (status < 400 ? status1xx2xx3xx : status < 500 ? status4xx : status5xx).add();
  }
}
