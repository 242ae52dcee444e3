package io.ringway.balancer.splice;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The factory of splices on one event loop, with its pool of pipes. Used on that loop only. */
public final class Splicer {

  private static final Logger LOG = LoggerFactory.getLogger(Splicer.class);

  /** The most bodies at a time; each pipe is two open files. Other bodies are copied. */
  private static final int MOST_PIPES = 128;

  private static final int KEPT_PIPES = 8;

  final Kernel kernel;
  private final Readiness readiness;

  /** True when Netty's sockets are blocking, as with io_uring. */
  private final boolean waits;

  private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
  private int open;

  private Splicer(Kernel kernel, Readiness readiness, boolean waits) {
    this.kernel = kernel;
    this.readiness = readiness;
    this.waits = waits;
  }

  /**
   * Creates a splicer for an event loop; null when bodies have to be copied. The first call takes
   * some tens of milliseconds. Any thread.
   */
  public static @Nullable Splicer of(EventLoop loop) {
    if (!(loop instanceof IoEventLoop io)) {
      return null;
    }
    boolean ring = io.isCompatible(IoUringIoHandle.class);
    if (!ring && !io.isCompatible(EpollIoHandle.class)) {
      return null;
    }
    if (ring && IoUring.isRecvMultishotEnabled()) {
      return null; // Netty always has a read under way then, which would take bytes
    }
    try {
      Kernel kernel = new Kernel();
      Readiness readiness = ring ? new RingReadiness(io) : new EpollReadiness(io, kernel);
      return new Splicer(kernel, readiness, ring);
    } catch (RuntimeException | LinkageError none) {
      LOG.info("Long bodies are copied, since this system has no splice(2)", none);
      return null;
    }
  }

  /** Tells whether it can begin; for any thread. */
  public boolean ready() {
    return readiness.open();
  }

  /**
   * Moves bytes from one socket to the other. Both are on this loop and without TLS; auto-read of
   * the source is off, and nothing waits to be written to the sink.
   *
   * @return null when there is no pipe left and the bytes have to be copied
   */
  public @Nullable Splice begin(Channel from, Channel to, long bytes, Splice.Listener listener) {
    Pipe pipe = readiness.open() ? pipe() : null;
    if (pipe == null) {
      return null;
    }
    Readiness.Watch source = readiness.watch(Splice.descriptor(from));
    Readiness.Watch sink = source == null ? null : readiness.watch(Splice.descriptor(to));
    if (source == null || sink == null) {
      if (source != null) {
        source.close();
      }
      giveBack(pipe);
      return null;
    }
    return new Splice(this, pipe, from, to, source, sink, bytes, listener);
  }

  private @Nullable Pipe pipe() {
    Pipe kept = idle.poll();
    if (kept != null || open == MOST_PIPES) {
      return kept;
    }
    try {
      Pipe made = new Pipe(kernel);
      open++;
      return made;
    } catch (IOException none) {
      LOG.debug("A body is copied", none);
      return null;
    }
  }

  /** Counts the bytes written to a socket that the peer has not acknowledged. */
  public int unacknowledged(Channel channel) {
    return channel.isOpen() ? Math.max(0, kernel.unacknowledged(Splice.descriptor(channel))) : 0;
  }

  /** Makes a socket blocking or not while the splice uses it. */
  void setBlocking(int socket, boolean wanted) {
    if (waits) {
      kernel.setBlocking(socket, wanted);
    }
  }

  void giveBack(Pipe empty) {
    if (idle.size() < KEPT_PIPES) {
      idle.push(empty);
    } else {
      discard(empty);
    }
  }

  void discard(Pipe pipe) {
    pipe.close();
    open--;
  }
}
