package io.ringway.balancer.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.ringway.balancer.connect.HappyEyeballs;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process without a file descriptor left: what Netty then tells is heard on the loop. */
class NoSocketTests {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Bootstrap without =
      new Bootstrap()
          .channelFactory(NoSocketTests::none)
          .handler(new ChannelInboundHandlerAdapter());

  private static Channel none() {
    throw new ChannelException("Too many open files");
  }

  @AfterEach
  void stop() {
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionToAServerFailsOnTheLoop() throws Exception {
    ServerConfig server = new ServerConfig("a", "a", "127.0.0.1", 1, 1, ServerState.READY);
    Upstream upstream =
        new Upstreams(1)
            .of(new ClusterConfig("c", "c", ClusterSettings.DEFAULT, List.of(server)), server);
    CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
    loop.execute(() ->
        upstream.connect(
            0,
            loop,
            without,
            1_000,
            new byte[0],
            new Nobody(),
            (made, failure) ->
                onLoop.complete(
                    loop.inEventLoop() && made == null && failure instanceof ChannelException)));
    assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void soDoesOneToSeveralAddresses() throws Exception {
    CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
    loop.execute(() -> begin(onLoop));
    assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatIsGivenUpMeanwhileIsNotClosed() {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    assertThatCode(() -> loop.submit(() -> begin(told).cancel()).sync()).doesNotThrowAnyException();
    assertThat(told).isNotDone();
  }

  private HappyEyeballs begin(CompletableFuture<Boolean> onLoop) {
    return HappyEyeballs.connect(
        loop,
        Resolver.ofLiterals().endpoint("127.0.0.1", 1),
        List.of(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 1)),
        1_000,
        (address, _) -> without.clone(loop).connect(address),
        (made, _, failure) ->
            onLoop.complete(
                loop.inEventLoop() && made == null && failure instanceof ChannelException));
  }

  /** Gets no connection, so is told nothing. */
  private static final class Nobody implements UpstreamConnection.User {
    @Override
    public void answerBytes(ByteBuf bytes) {
      throw new AssertionError();
    }

    @Override
    public void answerPause() {
      throw new AssertionError();
    }

    @Override
    public void upstreamSaidAll() {
      throw new AssertionError();
    }

    @Override
    public void upstreamClosed() {
      throw new AssertionError();
    }

    @Override
    public void exhausted(Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void upstreamWritable(boolean writable) {
      throw new AssertionError();
    }
  }
}
