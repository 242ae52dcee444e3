package io.ringway.balancer.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushQueueTests {

  private final Transport transport = Transport.open(Transport.Kind.AUTO, 1);
  private final SingleThreadEventLoop loop = (SingleThreadEventLoop) transport.group().next();
  private final FlushQueue queue = new FlushQueue(loop);

  @AfterEach
  void stop() {
    var _ = transport.group().shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
  }

  private static final class Flushes extends ChannelOutboundHandlerAdapter {

    int count;
    Runnable then = () -> {};

    @Override
    public void flush(ChannelHandlerContext context) {
      count++;
      context.flush();
      then.run();
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII);
  }

  private void turn(Runnable work) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    loop.submit(
            () -> {
              work.run();
              loop.executeAfterEventLoopIteration(ended::countDown);
            })
        .get(10, TimeUnit.SECONDS);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatIsWrittenInOneTurnIsFlushedOnceAtItsEnd() throws Exception {
    Flushes one = new Flushes();
    Flushes two = new Flushes();
    Flushes idle = new Flushes();
    EmbeddedChannel first = new EmbeddedChannel(one);
    EmbeddedChannel second = new EmbeddedChannel(two);
    EmbeddedChannel other = new EmbeddedChannel(idle);
    for (int turn = 1; turn <= 2; turn++) {
      turn(() -> {
        queue.write(first, text("a"));
        queue.write(first, text("b"));
        queue.write(second, text("c"));
        assertThat(first.<ByteBuf>readOutbound()).isNull();
      });
      assertThat(one.count).isEqualTo(turn);
      assertThat(two.count).isEqualTo(turn);
      assertThat(first.outboundMessages()).hasSize(2);
      first.releaseOutbound();
    }
    assertThat(idle.count).isZero();
    other.finishAndReleaseAll();
    second.finishAndReleaseAll();
  }

  @Test
  void whatAFlushCausesToBeWrittenIsFlushedAsWell() throws Exception {
    Flushes flushes = new Flushes();
    EmbeddedChannel channel = new EmbeddedChannel(flushes);
    flushes.then =
        () -> {
          if (flushes.count < 3) {
            queue.write(channel, text("more"));
          }
        };
    turn(() -> queue.write(channel, text("begun")));
    assertThat(channel.outboundMessages()).hasSize(3);
    channel.finishAndReleaseAll();
  }
}
