package io.ringway.balancer.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The listener of the admin port. */
public final class AdminPort implements AutoCloseable {

  private static final int IDLE_SECONDS = 30;
  private static final int MAX_BODY = 8 * 1024;

  private final Channel channel;

  private AdminPort(Channel channel) {
    this.channel = channel;
  }

  /**
   * Opens the port.
   *
   * @param listening opens ports on event loops that carry no traffic
   * @param address port 0 takes a free one
   * @throws IOException when the port cannot be bound
   */
  public static AdminPort open(
      ServerBootstrap listening, InetSocketAddress address, AdminPages pages) throws IOException {
    ChannelFuture bound =
        listening
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    child
                        .pipeline()
                        .addLast(
                            new ReadTimeoutHandler(IDLE_SECONDS),
                            new HttpServerCodec(),
                            // Holds the next request back while a long response is written.
                            new FlowControlHandler(),
                            new HttpObjectAggregator(MAX_BODY),
                            new AdminExchange(pages));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
    return new AdminPort(bound.channel());
  }

  /** Returns the bound port. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    var _ = channel.close().awaitUninterruptibly();
  }
}
