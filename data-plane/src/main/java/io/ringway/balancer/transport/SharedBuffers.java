package io.ringway.balancer.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.uring.IoUringBufferRingAllocator;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.ringway.balancer.memory.MemoryBudget;

/**
 * The buffers that the connections of an event loop share. There is always one: an error here would
 * end the event loop, and with it all of its connections.
 */
final class SharedBuffers implements IoUringBufferRingAllocator {

  private final IoUringBufferRingAllocator usual;
  private final int bytes;
  private final MemoryBudget memoryBudget;

  SharedBuffers(int bytes, MemoryBudget memoryBudget) {
    this.usual = new IoUringFixedBufferRingAllocator(bytes);
    this.bytes = bytes;
    this.memoryBudget = memoryBudget;
  }

  @Override
  public ByteBuf allocate() {
    try {
      return usual.allocate();
    } catch (OutOfMemoryError none) {
      memoryBudget.bufferFailed(none);
      return memoryBudget.reserve(bytes);
    }
  }

  @Override
  public void lastBytesRead(int attempted, int actual) {
    usual.lastBytesRead(attempted, actual);
  }
}
