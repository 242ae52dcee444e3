package io.ringway.balancer.exchange;

import io.netty.channel.Channel;

/**
 * The check that a client sends request bodies and reads responses at the minimum rate. Delays that
 * the other side causes are not counted against the client.
 */
final class ClientTransferRate {

  /**
   * The most pauses that one step of acknowledged bytes can earn. A kernel acknowledges the bytes
   * that its application reads in steps as large as its receive buffer, so a reader well above the
   * minimum rate shows no progress for the length of such a step. The number is bounded, since a
   * client that reads nothing at all looks the same meanwhile.
   */
  private static final long PAUSES_A_STEP = 10;

  private final EventLoopContext loop;
  private final Channel client;
  private final MinimumRate rate;
  private final TransferRate upload;
  private final TransferRate download;
  private boolean writesOutstanding;
  private long written;
  private long unacknowledgedBefore;

  ClientTransferRate(EventLoopContext loop, Channel client, MinimumRate rate) {
    this.loop = loop;
    this.client = client;
    this.rate = rate;
    this.upload = new TransferRate(rate.bytesPerSecond());
    this.download = new TransferRate(rate.bytesPerSecond());
  }

  /** Counts bytes of a request's body, including its framing. */
  void bodyReceived(int bytes) {
    upload.moved(bytes);
  }

  /** Counts bytes that were written to the client. */
  void written(int bytes) {
    written += bytes;
    writesOutstanding = true;
  }

  /** Resets the upload for a new request, whose body has not begun. */
  void requestStarted() {
    upload.stop();
  }

  /**
   * Returns whether the body of the request comes too slowly. Its time starts with its first byte,
   * since a client may wait for a 100 (Continue).
   *
   * @param whole whether the body is complete
   * @param idleMillis the most that a fast client may pause
   */
  boolean sendsTooSlowly(long now, boolean whole, int idleMillis) {
    if (whole || rate.bytesPerSecond() == 0) {
      return false;
    }
    if (!upload.running()) {
      if (upload.hasMoved()) {
        upload.start(now, rate.graceMillis());
      }
      return false;
    }
    return upload.tooSlow(
        now, !client.config().isAutoRead(), Math.max(idleMillis, rate.graceMillis()));
  }

  /**
   * Returns whether the client reads responses too slowly: its connection has been full for too
   * long for the bytes that it took meanwhile. The bytes that the client has read are not known,
   * only those that its kernel has acknowledged, and these grow in steps; see {@link
   * #PAUSES_A_STEP}.
   *
   * @param held the bytes that were written and wait elsewhere than in the channel
   */
  boolean takesTooSlowly(long now, int held, int idleMillis) {
    if (!writesOutstanding) {
      return false;
    }
    long full = EventLoopContext.pending(client) + held;
    if (full == 0) {
      writesOutstanding = false;
      written = 0;
      unacknowledgedBefore = 0;
      download.stop();
      return false;
    }
    long left = held + loop.unacknowledged(client);
    if (!download.running()) {
      download.start(now, idleMillis);
    }
    // The first check counts too: the first step may have been acknowledged before it.
    download.moved(Math.max(0, unacknowledgedBefore + written - left));
    written = 0;
    unacknowledgedBefore = left;
    // Without a rate a step is worth a pause, however large it is.
    long mostMillis = rate.bytesPerSecond() == 0 ? idleMillis : PAUSES_A_STEP * idleMillis;
    return download.tooSlow(now, false, mostMillis);
  }

  /** Returns whether written bytes wait because the client does not read. */
  boolean writesPending() {
    return writesOutstanding && EventLoopContext.pending(client) > 0;
  }
}
