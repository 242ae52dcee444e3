package io.ringway.balancer.accesslog;

import io.ringway.balancer.telemetry.Counter;
import java.time.InstantSource;

/** The access log of one event loop, used by that loop only; it never waits and never allocates. */
public final class LoopLog {

  /** Method, target and two header lines. */
  private static final int MOST = 4 * Line.MOST_ESCAPED + Format.MOST_OTHERWISE;

  /** A head that is shorter than this cannot make a long line. */
  private static final int SHORT_HEAD = 1_024;

  private static final int MOST_SHORT = 6 * SHORT_HEAD + Format.MOST_OTHERWISE;

  /** What the next line tells. */
  public final Entry entry = new Entry();

  final Blocks blocks = new Blocks();
  final Counter dropped = new Counter();
  private final Format format;
  private final InstantSource clock;
  private final Runnable wake;
  private final Times times = new Times();
  private final Line line = new Line();

  LoopLog(Format format, InstantSource clock, Runnable wake) {
    this.format = format;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Writes {@link #entry}, or drops and counts it when the sink is too slow.
   *
   * @param headLength bytes of the request's head
   */
  public void write(int headLength) {
    int before = blocks.start();
    byte[] room = blocks.room(headLength <= SHORT_HEAD ? MOST_SHORT : MOST);
    if (room == null) {
      dropped.add();
      return;
    }
    if (blocks.start() < before) {
      wake.run();
    }
    times.now(clock.millis());
    line.at(room, blocks.start());
    format.write(entry, times, line);
    blocks.written(line.position());
  }

  /** Hands over what was written, so that it does not wait for more. Some times a second. */
  public void handOver() {
    blocks.handOver();
  }
}
