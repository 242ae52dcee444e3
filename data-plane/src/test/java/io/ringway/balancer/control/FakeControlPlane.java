package io.ringway.balancer.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.ringway.protocol.Codec;
import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A control plane for tests: a real WebSocket server with scripted messages. */
public final class FakeControlPlane implements AutoCloseable {

  public static final String TOKEN = "secret-token";

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listener;
  private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
  public final AtomicInteger attempts = new AtomicInteger();
  private volatile Channel client;

  public FakeControlPlane() {
    this(0);
  }

  public FakeControlPlane(int port) {
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel ch) {
                    ch.pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(8192),
                            new Guard(),
                            new WebSocketServerProtocolHandler(
                                Message.PATH, Message.SUBPROTOCOL, true),
                            new Frames());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public void send(Message message) {
    send(Codec.encode(message));
  }

  public void send(String text) {
    // No wait: the balancer may close the connection because of the message.
    var _ = client.writeAndFlush(new TextWebSocketFrame(text));
  }

  /** Stops reading, and so sends no pong, while the connection stays open. */
  public void fallSilent() {
    client.config().setAutoRead(false);
  }

  public void drop() {
    client.close().syncUninterruptibly();
  }

  /** Returns the next message of this type; others are skipped. */
  public <T extends Message> T await(Class<T> type) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (true) {
      Message next = received.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("No " + type.getSimpleName() + " came.");
      }
      if (type.isInstance(next)) {
        return type.cast(next);
      }
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Guard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
      if (msg instanceof FullHttpRequest request) {
        attempts.incrementAndGet();
        if (!("Bearer " + TOKEN).equals(request.headers().get("Authorization"))) {
          request.release();
          var refusal =
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED, Unpooled.EMPTY_BUFFER);
          refusal.headers().setInt("Content-Length", 0);
          var _ = ctx.writeAndFlush(refusal);
          return;
        }
      }
      super.channelRead(ctx, msg);
    }
  }

  private final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        client = ctx.channel();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame)
        throws ProtocolException {
      received.add(Codec.decode(frame.text()));
    }
  }
}
