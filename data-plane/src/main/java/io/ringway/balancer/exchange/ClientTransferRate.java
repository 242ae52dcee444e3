package io.ringway.balancer.exchange;

import io.netty.channel.Channel;

/**
 * Whether a client sends the body of its request, and takes its answers, as fast as it has to. What
 * is held back by the other side is not held against the client.
 */
final class ClientTransferRate {

  /**
   * How many pauses one step of acknowledged bytes can earn. A kernel acknowledges what its
   * application reads in steps as large as its receive buffer, so a reader well above the minimum
   * rate shows nothing for as long as it needs for such a step. Bounded, since one that reads
   * nothing at all looks the same meanwhile.
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

  /** Bytes of a request's body have come, its framing with them. */
  void bodyReceived(int bytes) {
    upload.moved(bytes);
  }

  /** Bytes were handed over for the client. */
  void written(int bytes) {
    written += bytes;
    writesOutstanding = true;
  }

  /** A new request: its body has not begun. */
  void requestStarted() {
    upload.stop();
  }

  /**
   * Whether the body of the request comes too slowly. Its time begins with its first byte, since a
   * client may wait for a 100.
   *
   * @param whole whether all of it is here
   * @param idleMillis how long a client that was fast may pause
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
   * Tells whether responses are taken too slowly: the connection has been full for too long, for
   * what it took meanwhile. How much the client really read is not known, only what its kernel has
   * acknowledged, and that comes in steps; see {@link #PAUSES_A_STEP}.
   *
   * @param held how many bytes that were handed over wait elsewhere than in the channel
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
    // The first look counts as well: the first step may have been acknowledged before it.
    download.moved(Math.max(0, unacknowledgedBefore + written - left));
    written = 0;
    unacknowledgedBefore = left;
    // Without a rate a step is worth a pause, however large it is.
    long mostMillis = rate.bytesPerSecond() == 0 ? idleMillis : PAUSES_A_STEP * idleMillis;
    return download.tooSlow(now, false, mostMillis);
  }

  /** Whether bytes that were handed over wait for the client to take others. */
  boolean writesPending() {
    return writesOutstanding && EventLoopContext.pending(client) > 0;
  }
}
