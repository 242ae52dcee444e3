package io.ringway.balancer.exchange;

import java.util.concurrent.TimeUnit;

/**
 * The rate of the bytes in one direction, as a credit: time uses it up, and each byte earns back
 * the time that it may take at the minimum rate, up to a maximum. So a client may pause after it
 * was fast, but cannot live on a fast beginning for ever.
 *
 * <p>Bytes are only counted when they move; the credit is computed when the exchange is checked.
 */
final class TransferRate {

  /** The most time that one check can use up: a late event loop is not the client's fault. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int bytesPerSecond;
  private boolean running;
  private long credit;
  private long moved;
  private long checkedAt;

  /** Creates a rate; with 0, any byte earns all credit. */
  TransferRate(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  boolean running() {
    return running;
  }

  /** Returns whether bytes have moved since the last start, stop or check. */
  boolean hasMoved() {
    return moved > 0;
  }

  /** Starts the clock. */
  void start(long now, long graceMillis) {
    running = true;
    credit = TimeUnit.MILLISECONDS.toNanos(graceMillis);
    checkedAt = now;
    moved = 0;
  }

  /** Stops the clock. */
  void stop() {
    running = false;
    moved = 0;
  }

  /** Counts bytes. */
  void moved(long bytes) {
    moved += bytes;
  }

  /**
   * Returns whether the credit is used up.
   *
   * @param held whether the client could not move any; then its clock stands still
   * @param mostMillis the most credit that bytes can earn
   */
  boolean tooSlow(long now, boolean held, long mostMillis) {
    if (!running) {
      return false;
    }
    if (!held) {
      credit -= Math.min(now - checkedAt, LOOK_NANOS);
    }
    checkedAt = now;
    if (moved > 0) {
      long most = Math.max(credit, TimeUnit.MILLISECONDS.toNanos(mostMillis));
      credit = bytesPerSecond == 0 ? most : Math.min(most, credit + creditFor(moved));
      moved = 0;
    }
    return credit < 0;
  }

  private long creditFor(long bytes) {
    return Math.min(bytes, 1L << 32) * SECOND / bytesPerSecond;
  }
}
