package io.ringway.balancer.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;

/**
 * The transfer of a known number of bytes from one socket to another through a pipe. It reads no
 * more than the pipe holds, which gives backpressure. Both channels are on one event loop, and
 * neither may read or write by itself meanwhile.
 */
public final class Splice {

  /** The listener of a splice; called on the event loop, and not after a stop. */
  public interface Listener {
    /** Reports bytes read from the source. */
    void received(int bytes);

    /** Reports bytes written to the sink. */
    void sent(int bytes);

    /**
     * Reports that all bytes were written.
     *
     * @param silent whether the source is open and has sent nothing more
     */
    void finished(boolean silent);

    /**
     * Reports that the source has half-closed. Netty reads the end by itself, maybe already, so the
     * splice must be {@linkplain #abandon abandoned}.
     */
    void sourceEnds();

    /** Reports that the source has ended or failed too early. */
    void sourceBroke();

    /** Reports that the sink has failed. */
    void sinkBroke();
  }

  /** The most bytes before other channels of the loop get their turn. */
  private static final int TURN_BYTES = 512 << 10;

  private final Splicer splicer;
  private final Pipe pipe;
  private final Channel from;
  private final Channel to;
  private final Listener listener;
  private long left;
  private boolean stopped;
  private final Readiness.Watch source;
  private final Readiness.Watch sink;

  Splice(
      Splicer splicer,
      Pipe pipe,
      Channel from,
      Channel to,
      Readiness.Watch source,
      Readiness.Watch sink,
      long bytes,
      Listener listener) {
    this.splicer = splicer;
    this.pipe = pipe;
    this.from = from;
    this.to = to;
    this.source = source;
    this.sink = sink;
    this.left = bytes;
    this.listener = listener;
  }

  /** Tells whether all bytes were read and only writing is left. */
  public boolean allReceived() {
    return left == 0;
  }

  /** Returns the number of bytes that were read and not yet written. */
  public int held() {
    return pipe.held();
  }

  static int descriptor(Channel channel) {
    return ((UnixChannel) channel).fd().intValue();
  }

  /** Moves the bytes that are there, and the rest when they arrive. */
  public void start() {
    splicer.setBlocking(descriptor(from), false);
    splicer.setBlocking(descriptor(to), false);
    move();
  }

  private void move() {
    int turn = TURN_BYTES;
    while (to.isOpen() && (left == 0 || from.isOpen())) {
      if (left > 0 && pipe.held() < Pipe.BYTES && !fill()) {
        return;
      }
      if (pipe.held() == 0) {
        if (left == 0) {
          finish();
        } else {
          source.whenReadable(this::move);
        }
        return;
      }
      int given = turn > 0 ? pipe.drain(descriptor(to)) : Kernel.WOULD_BLOCK;
      if (given == Kernel.WOULD_BLOCK) {
        sink.whenWritable(this::move);
        return;
      }
      if (given < 0) {
        stop();
        listener.sinkBroke();
        return;
      }
      turn -= given;
      listener.sent(given);
    }
  }

  /** Reads into the pipe; false when there is nothing left to do. */
  private boolean fill() {
    if (splicer.kernel.isHalfClosed(descriptor(from))) {
      listener.sourceEnds();
      return false;
    }
    int taken = pipe.fill(descriptor(from), left);
    if (taken > 0) {
      left -= taken;
      listener.received(taken);
    } else if (taken != Kernel.WOULD_BLOCK) {
      stop();
      listener.sourceBroke();
      return false;
    }
    return true;
  }

  private void finish() {
    boolean silent = from.isOpen() && splicer.kernel.isIdle(descriptor(from));
    release();
    splicer.giveBack(pipe);
    listener.finished(silent);
  }

  /** Stops early: both channels belong to their owners again, bytes in the pipe are lost. */
  public void stop() {
    if (!stopped) {
      release();
      splicer.discard(pipe);
    }
  }

  /**
   * Stops early so that the source can be read in another way.
   *
   * @return the bytes that were read and not written; the caller releases them
   */
  public ByteBuf abandon() {
    ByteBuf rest = to.alloc().directBuffer(Math.max(1, pipe.held()));
    pipe.empty(rest);
    release();
    splicer.giveBack(pipe);
    return rest;
  }

  private void release() {
    stopped = true;
    source.close();
    sink.close();
    if (from.isOpen()) {
      splicer.setBlocking(descriptor(from), true);
    }
    if (to.isOpen()) {
      splicer.setBlocking(descriptor(to), true);
    }
  }
}
