package io.ringway.balancer.accesslog;

import io.ringway.balancer.telemetry.Counter;
import java.time.InstantSource;

/**
 * The access log of one event loop, used on that loop only; it never blocks and never allocates.
 */
public final class LoopLog {

  /** Most bytes of a line: method, target and two fields. */
  private static final int MOST = 4 * LineWriter.MOST_ESCAPED + LogFormat.MOST_OTHERWISE;

  /** A head that is shorter than this cannot make a long line. */
  private static final int SHORT_HEAD = 1_024;

  private static final int MOST_SHORT = 6 * SHORT_HEAD + LogFormat.MOST_OTHERWISE;

  /** The values of the next line. */
  public final AccessEntry accessEntry = new AccessEntry();

  final LogBuffer logBuffer = new LogBuffer();
  final Counter dropped = new Counter();
  private final LogFormat logFormat;
  private final InstantSource clock;
  private final Runnable wake;
  private final TimestampText timestampText = new TimestampText();
  private final LineWriter lineWriter = new LineWriter();

  LoopLog(LogFormat logFormat, InstantSource clock, Runnable wake) {
    this.logFormat = logFormat;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Writes {@link #accessEntry}, or drops and counts it when the sink is too slow.
   *
   * @param headLength bytes of the request's head
   */
  public void write(int headLength) {
    int before = logBuffer.start();
    byte[] room = logBuffer.reserve(headLength <= SHORT_HEAD ? MOST_SHORT : MOST);
    if (room == null) {
      dropped.add();
      return;
    }
    if (logBuffer.start() < before) {
      wake.run();
    }
    timestampText.now(clock.millis());
    lineWriter.at(room, logBuffer.start());
    logFormat.write(accessEntry, timestampText, lineWriter);
    logBuffer.written(lineWriter.position());
  }

  /** Hands over the lines that were written. To be called several times a second. */
  public void handOver() {
    logBuffer.handOver();
  }
}
