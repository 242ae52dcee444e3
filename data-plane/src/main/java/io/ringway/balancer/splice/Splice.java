package io.ringway.balancer.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;

/**
 * A known number of bytes on their way from one socket to another, through a pipe. It reads no more
 * than the pipe takes, so whoever sends is held back by whoever receives. All on the event loop of
 * both; neither channel may read or write by itself meanwhile.
 */
public final class Splice {

  /** Who began it; told on the event loop, and not after it was stopped. */
  public interface Listener {
    /** Bytes were taken from the one. */
    void received(int bytes);

    /** Bytes were given to the other. */
    void sent(int bytes);

    /**
     * All bytes were given.
     *
     * @param silent whether the one that gave them is open and has said nothing more
     */
    void finished(boolean silent);

    /**
     * The one that gives says no more after what it has said. Netty reads that by itself, maybe
     * already, so that the kernel must not: {@link #abandon} it.
     */
    void sourceEnds();

    /** The one that gives has ended or failed before its time. */
    void sourceBroke();

    /** The one that takes has failed. */
    void sinkBroke();
  }

  /** After so many bytes others of the loop have their turn. */
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

  /** Whether all bytes were taken, and what is left is to give them. */
  public boolean allReceived() {
    return left == 0;
  }

  /** How many bytes were taken and not yet given. */
  public int held() {
    return pipe.held();
  }

  static int descriptor(Channel channel) {
    return ((UnixChannel) channel).fd().intValue();
  }

  /** Moves what there is, and the rest when it comes. */
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

  /** False when there is nothing left to do. */
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

  /** Ends it before its time: both channels are their owners' again, bytes in between are lost. */
  public void stop() {
    if (!stopped) {
      release();
      splicer.discard(pipe);
    }
  }

  /**
   * Ends it before its time, when the one that gives is read from in another way.
   *
   * @return the bytes that were taken and not given; the receiver releases them
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
