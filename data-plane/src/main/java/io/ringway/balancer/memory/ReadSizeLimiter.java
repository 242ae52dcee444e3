package io.ringway.balancer.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * An allocator of read buffers, which are small while memory is tight. It never throws: an error
 * here would end the event loop (Netty 4.2.18, io_uring) and its connections.
 */
final class ReadSizeLimiter implements RecvByteBufAllocator {

  private static final int SMALL = 4 << 10;

  private final RecvByteBufAllocator usual;
  private final MemoryBudget memoryBudget;

  ReadSizeLimiter(RecvByteBufAllocator usual, MemoryBudget memoryBudget) {
    this.usual = usual;
    this.memoryBudget = memoryBudget;
  }

  @Override
  public ExtendedHandle newHandle() {
    return new LimitedHandle((ExtendedHandle) usual.newHandle());
  }

  private final class LimitedHandle extends DelegatingHandle implements ExtendedHandle {

    private final ExtendedHandle usually;

    LimitedHandle(ExtendedHandle usually) {
      super(usually);
      this.usually = usually;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      try {
        return memoryBudget.tight()
            ? allocator.ioBuffer(Math.min(SMALL, usually.guess()))
            : usually.allocate(allocator);
      } catch (OutOfMemoryError none) {
        memoryBudget.bufferFailed(none);
        return memoryBudget.reserve(SMALL);
      }
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier moreMayFollow) {
      return usually.continueReading(moreMayFollow);
    }
  }
}
