package io.ringway.balancer.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The channels that were written to in the current turn of an event loop. Each is flushed when the
 * turn ends, whatever caused the write: a read on either side, a connection attempt that ended, a
 * timer, a task. So no caller has to flush, and everything that is written to a channel in one turn
 * leaves together. For that event loop only.
 */
public final class FlushQueue {

  private final SingleThreadEventLoop loop;
  private final Runnable flush = this::flush;
  private final List<Channel> written = new ArrayList<>();
  private int flushed;
  private boolean scheduled;

  public FlushQueue(SingleThreadEventLoop loop) {
    this.loop = loop;
  }

  /** Writes a message to a channel of this event loop; takes ownership of it. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
  public void write(Channel channel, ByteBuf message) {
    channel.write(message);
    if (!scheduled) {
      scheduled = true;
      loop.executeAfterEventLoopIteration(flush);
    }
    if (flushed == written.size() || !written.getLast().equals(channel)) {
      written.add(channel);
    }
  }

  /**
   * Flushes a full channel before the end of the turn: many long bodies that are read in one turn
   * need no more memory than one of them.
   */
  public void flushIfFull(Channel channel) {
    if (!channel.isWritable()) {
      channel.flush();
    }
  }

  /** Flushes the channels, and those that the flushes write to. */
  private void flush() {
    try {
      while (flushed < written.size()) {
        written.get(flushed++).flush();
      }
    } finally {
      written.subList(0, flushed).clear();
      flushed = 0;
      scheduled = !written.isEmpty();
      if (scheduled) {
        loop.executeAfterEventLoopIteration(flush);
      }
    }
  }
}
