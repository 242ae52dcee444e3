package io.ringway.balancer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringway.balancer.telemetry.WholePage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTests {

  private final AtomicLong used = new AtomicLong();
  private final MemoryBudget memoryBudget = new MemoryBudget(1_000, used::get, () -> false);
  private final RecvByteBufAllocator reads =
      memoryBudget.receiveAllocator(new AdaptiveRecvByteBufAllocator(65_536, 65_536, 65_536));

  /** No buffer is left. */
  private static ByteBufAllocator exhausted() {
    return (ByteBufAllocator)
        Proxy.newProxyInstance(
            MemoryBudgetTests.class.getClassLoader(),
            new Class<?>[] {ByteBufAllocator.class},
            (_, _, _) -> {
              throw new OutOfMemoryError("none is left");
            });
  }

  @Test
  void itIsTightAboveAHalfAndFullAboveThreeQuarters() {
    used.set(500);
    assertThat(memoryBudget.tight()).isFalse();
    used.set(501);
    assertThat(memoryBudget.tight()).isTrue();
    assertThat(memoryBudget.full()).isFalse();
    used.set(751);
    assertThat(memoryBudget.full()).isTrue();
    used.set(0);
    assertThat(memoryBudget.full()).isFalse();
  }

  @Test
  void aFullHeapIsFullWhateverTheBuffersTake() {
    assertThat(new MemoryBudget(1_000, () -> 0, () -> true).full()).isTrue();
  }

  @Test
  void aShortageIsOfWhatIsFull() {
    assertThat(memoryBudget.shortage()).isNull();
    used.set(751);
    assertThat(memoryBudget.shortage()).isEqualTo(MemoryShortage.BUFFERS);
    assertThat(WholePage.of(List.of(memoryBudget::measure)))
        .contains("ringway_memory_full{memory=\"heap\"} 0\n")
        .contains("ringway_memory_full{memory=\"buffers\"} 1\n");
    assertThat(new MemoryBudget(1_000, () -> 0, () -> true).shortage())
        .isEqualTo(MemoryShortage.HEAP);
  }

  @Test
  void littleIsReadAtOnceWhileItIsTight() {
    ByteBuf usual = reads.newHandle().allocate(ByteBufAllocator.DEFAULT);
    assertThat(usual.capacity()).isEqualTo(65_536);
    usual.release();
    used.set(600);
    ByteBuf small = reads.newHandle().allocate(ByteBufAllocator.DEFAULT);
    assertThat(small.capacity()).isEqualTo(4_096);
    small.release();
  }

  @Test
  void aBufferIsHadEvenWhenNoneIsLeftAndThatIsCounted() {
    ByteBuf last = reads.newHandle().allocate(exhausted());
    assertThat(last.isDirect()).isTrue();
    assertThat(last.writableBytes()).isEqualTo(4_096);
    assertThat(last.writeLong(7).readLong()).isEqualTo(7);
    last.release();
    assertThat(WholePage.of(List.of(memoryBudget::measure)))
        .contains("ringway_memory_failed_total 1\n", "ringway_buffer_limit_bytes 1000\n");
  }

  @Test
  void aHeapHasRoomForManyIdleConnections() {
    assertThat(MemoryBudget.connections(256 << 20)).isEqualTo(24_576);
    assertThat(MemoryBudget.connections(0)).isEqualTo(64);
  }

  @Test
  void theLessOfItIsLeftTheLessIsBufferedForAConnection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    for (long[] each : new long[][] {{0, 128 << 10}, {501, 16 << 10}, {751, 2}, {0, 128 << 10}}) {
      used.set(each[0]);
      memoryBudget.applyWatermark(channel);
      assertThat(channel.config().getWriteBufferWaterMark().high()).isEqualTo((int) each[1]);
    }
  }
}
