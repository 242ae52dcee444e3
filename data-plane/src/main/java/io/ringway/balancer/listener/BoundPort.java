package io.ringway.balancer.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.ringway.balancer.exchange.Listener;
import io.ringway.balancer.tls.Certificates;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket, and the protocol for new connections. The protocol may change while it
 * listens, without losing a connection that waits to be accepted.
 */
final class BoundPort {

  private static final Logger LOG = LoggerFactory.getLogger(BoundPort.class);

  private final Channel channel;
  private volatile Listener listener;

  /**
   * Binds the socket.
   *
   * @param bootstrap the options of the socket; its child handler is set here
   * @throws PortUnavailableException when the address cannot be bound
   */
  BoundPort(
      ServerBootstrap bootstrap,
      InetSocketAddress address,
      Listener first,
      ConnectionAcceptor connectionAcceptor) {
    this.listener = first;
    ChannelFuture binding =
        bootstrap
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    connectionAcceptor.accept(accepted, listener);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause != null) {
      throw new PortUnavailableException(address, cause);
    }
    this.channel = binding.channel();
    LOG.info(
        "Listening on {}{}",
        channel.localAddress(),
        first.certificates() == null ? "" : " with TLS");
  }

  Channel channel() {
    return channel;
  }

  /** Returns the number of the bound port. */
  int number() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  boolean speaksTls() {
    return listener.certificates() != null;
  }

  /**
   * Switches new connections to TLS or back; open ones finish their request as they began.
   *
   * @param certificates null for no TLS
   */
  void switchTo(@Nullable Certificates certificates) {
    Listener before = listener;
    if (before.certificates() != certificates) {
      listener = new Listener(before.port(), certificates);
      before.close();
      LOG.info(
          "Listening on {} {} TLS from now on",
          channel.localAddress(),
          certificates == null ? "without" : "with");
    }
  }

  /** Stops listening; connections that were accepted finish their request. */
  void close() {
    channel.close().syncUninterruptibly();
    listener.close();
  }
}
