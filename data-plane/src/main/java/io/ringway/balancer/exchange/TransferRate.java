package io.ringway.balancer.exchange;

import java.util.concurrent.TimeUnit;

/**
 * Whether bytes of one direction move as fast as they have to. Time uses patience up, bytes earn it
 * back: each as much as it may take at the minimum rate, up to a most. So a client may pause after
 * it was fast, but not for ever live on a fast beginning.
 *
 * <p>Bytes are only counted when they move; the reckoning is done when the exchange is looked at.
 */
final class TransferRate {

  /** A loop that comes late to look is no fault of the client. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int bytesPerSecond;
  private boolean running;
  private long credit;
  private long moved;
  private long checkedAt;

  /** With a rate of 0 any byte earns all patience. */
  TransferRate(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  boolean running() {
    return running;
  }

  /**
   * Whether bytes have moved since it was started or stopped, or was last asked whether it lost.
   */
  boolean hasMoved() {
    return moved > 0;
  }

  /** From now on bytes have to move. */
  void start(long now, long graceMillis) {
    running = true;
    credit = TimeUnit.MILLISECONDS.toNanos(graceMillis);
    checkedAt = now;
    moved = 0;
  }

  /** None have to move. */
  void stop() {
    running = false;
    moved = 0;
  }

  /** Bytes have moved. */
  void moved(long bytes) {
    moved += bytes;
  }

  /**
   * Whether the patience is used up.
   *
   * @param held whether the client could move none: then its time does not run
   * @param mostMillis the most patience that bytes can earn
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
