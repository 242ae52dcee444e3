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

  private final EventLoopContext eventLoopContext;
  private final Channel client;
  private final MinimumRate rate;
  private final TransferRate sending;
  private final TransferRate taking;
  private boolean owing;
  private long handed;
  private long leftBefore;

  ClientTransferRate(EventLoopContext eventLoopContext, Channel client, MinimumRate rate) {
    this.eventLoopContext = eventLoopContext;
    this.client = client;
    this.rate = rate;
    this.sending = new TransferRate(rate.bytesPerSecond());
    this.taking = new TransferRate(rate.bytesPerSecond());
  }

  /** Bytes of a request's body have come, its framing with them. */
  void came(int bytes) {
    sending.moved(bytes);
  }

  /** Bytes were handed over for the client. */
  void handed(int bytes) {
    handed += bytes;
    owing = true;
  }

  /** A new request: its body has not begun. */
  void begin() {
    sending.stop();
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
    if (!sending.running()) {
      if (sending.any()) {
        sending.start(now, rate.graceMillis());
      }
      return false;
    }
    return sending.lost(
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
    if (!owing) {
      return false;
    }
    long full = EventLoopContext.pending(client) + held;
    if (full == 0) {
      owing = false;
      handed = 0;
      leftBefore = 0;
      taking.stop();
      return false;
    }
    long left = held + eventLoopContext.unacknowledged(client);
    if (!taking.running()) {
      taking.start(now, idleMillis);
    }
    // The first look counts as well: the first step may have been acknowledged before it.
    taking.moved(Math.max(0, leftBefore + handed - left));
    handed = 0;
    leftBefore = left;
    // Without a rate a step is worth a pause, however large it is.
    long mostMillis = rate.bytesPerSecond() == 0 ? idleMillis : PAUSES_A_STEP * idleMillis;
    return taking.lost(now, false, mostMillis);
  }

  /** Whether bytes that were handed over wait for the client to take others. */
  boolean owes() {
    return owing && EventLoopContext.pending(client) > 0;
  }
}
