package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ringway.balancer.transport.FlushQueue;
import java.util.ArrayDeque;

/** The bytes of a request's body that wait for a server, or are kept to be sent once more. */
final class BufferedBody {

  static final int MAX = 64 << 10;

  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(1);
  private int bytes;
  private boolean replayable;

  /** For a new request: whether its method allows that the body is sent twice. */
  void start(boolean mayReplay) {
    replayable = mayReplay;
  }

  /** Whether everything of the body that was sent is still here. */
  boolean replayable() {
    return replayable;
  }

  boolean full() {
    return bytes >= MAX;
  }

  /** Takes the part over. */
  void hold(ByteBuf part) {
    parts.add(part);
    bytes += part.readableBytes();
  }

  /** Remembers a part that is being sent; above the bound all is forgotten. */
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

  /** Sends what is held, and keeps it only when it may be needed again. */
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
