package io.ringway.balancer.splice;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins splices of one event loop, and keeps their pipes. Used on that loop only. */
public final class Splicer {

  private static final Logger LOG = LoggerFactory.getLogger(Splicer.class);

  /** So many bodies at a time; each pipe is two open files. The others are copied. */
  private static final int MOST_PIPES = 128;

  private static final int KEPT_PIPES = 8;

  final Kernel kernel = new Kernel();
  final Readiness readiness = new Readiness();
  private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
  private int open;

  private Splicer() {}

  /**
   * A splicer for an event loop; null where bodies have to be copied. It takes some tens of
   * milliseconds for the first one, and may be called by any thread.
   */
  public static @Nullable Splicer of(EventLoop loop) {
    if (!(loop instanceof IoEventLoop ring) || !ring.isCompatible(IoUringIoHandle.class)) {
      return null;
    }
    Splicer splicer;
    try {
      splicer = new Splicer();
    } catch (RuntimeException | LinkageError none) {
      LOG.info("Large bodies are copied, since this system has no splice(2)", none);
      return null;
    }
    ring.register(splicer.readiness)
        .addListener(registered -> {
          if (registered.isSuccess()) {
            splicer.readiness.opened((IoRegistration) registered.getNow());
          } else {
            LOG.warn(
                "Large bodies are copied, since the ring takes no questions", registered.cause());
          }
        });
    return splicer;
  }

  /** Whether it can begin; for any thread. */
  public boolean ready() {
    return readiness.open();
  }

  /**
   * Moves bytes from one socket to the other. Both are of this loop, without TLS; the one is not
   * read from by itself, and nothing waits to be written to the other.
   *
   * @return null when there is no pipe for it, and the bytes have to be copied
   */
  public @Nullable Splice begin(Channel from, Channel to, long bytes, Splice.User user) {
    if (!readiness.open()) {
      return null;
    }
    Pipe pipe = idle.poll();
    if (pipe == null) {
      if (open == MOST_PIPES) {
        return null;
      }
      try {
        pipe = new Pipe(kernel);
      } catch (IOException none) {
        LOG.debug("A body is copied", none);
        return null;
      }
      open++;
    }
    return new Splice(this, pipe, from, to, bytes, user);
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
