package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.ReferenceCountUtil;
import io.ringway.balancer.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many connections at once do not keep an event loop from those that it has. */
class ConnectionStormTests {

  private static final int STORM = 60;
  private static final int NOT_YET = -1;

  private final AtomicInteger accepted = new AtomicInteger();

  /** The number of connections that were accepted when the first client was read. */
  private final AtomicInteger acceptedBefore = new AtomicInteger(NOT_YET);

  @ParameterizedTest
  @EnumSource
  void whoIsConnectedHasATurnBetweenAFewOfThem(Transport.Kind kind) throws Exception {
    Transport transport = Transport.open(kind, 1);
    List<Socket> clients = new ArrayList<>();
    try {
      Channel listening =
          transport
              .serverBootstrap()
              .childHandler(counting())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .sync()
              .channel();
      int port = ((InetSocketAddress) listening.localAddress()).getPort();
      clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      // Only when it was read once is it sure to be read from when the storm begins.
      clients.getFirst().getOutputStream().write('!');
      await().until(() -> acceptedBefore.get() == 1);
      acceptedBefore.set(NOT_YET);
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch storm = new CountDownLatch(1);
      var _ =
          transport
              .group()
              .submit(() -> {
                held.countDown();
                return storm.await(10, TimeUnit.SECONDS);
              });
      held.await();
      for (int i = 0; i < STORM; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      clients.getFirst().getOutputStream().write('?');
      storm.countDown();
      await().until(() -> acceptedBefore.get() != NOT_YET);
      assertThat(acceptedBefore.get()).isLessThanOrEqualTo(1 + Transport.ACCEPTS);
      await().until(() -> accepted.get() == 1 + STORM);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      var _ = transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private ChannelInitializer<Channel> counting() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        accepted.incrementAndGet();
        channel
            .pipeline()
            .addLast(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext context, Object message) {
                    ReferenceCountUtil.release(message);
                    acceptedBefore.compareAndSet(NOT_YET, accepted.get());
                  }
                });
      }
    };
  }
}
