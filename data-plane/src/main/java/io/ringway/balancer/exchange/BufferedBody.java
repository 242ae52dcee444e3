package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ringway.balancer.transport.FlushQueue;
import java.util.ArrayDeque;

/** The part of a request's body that waits for a server, or is kept for a retry. */
final class BufferedBody {

  static final int MAX = 64 << 10;

  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(1);
  private int bytes;
  private boolean replayable;

  /**
   * Starts with a new request.
   *
   * @param mayReplay whether the method allows sending the body twice
   */
  void start(boolean mayReplay) {
    replayable = mayReplay;
  }

  /** Returns whether every byte of the body that was sent is still here. */
  boolean replayable() {
    return replayable;
  }

  boolean full() {
    return bytes >= MAX;
  }

  /** Adds a part; takes ownership of it. */
  void hold(ByteBuf part) {
    parts.add(part);
    bytes += part.readableBytes();
  }

  /** Keeps a copy of a part that is being sent. Above the limit the whole body is dropped. */
  void remember(ByteBuf part) {
    if (!replayable) {
      return;
    }
    if (bytes + part.readableBytes() <= MAX) {
      hold(part.retainedDuplicate());
    } else {
      drop();
      replayable = false;
    }
  }

  /** Writes the buffered parts to a server; keeps them only for a retry. */
  void writeTo(Channel server, FlushQueue flushes) {
    for (ByteBuf part : parts) {
      flushes.write(server, part.retainedDuplicate());
    }
    if (!replayable) {
      drop();
    }
  }

  void drop() {
    for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
      part.release();
    }
    bytes = 0;
  }
}
