package io.ringway.bench.soak;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Servers behind the balancers, in the process of the test. They record each numbered POST, respond
 * to a GET with their address and the key, and echo frames of a WebSocket.
 */
final class RecordingServers implements AutoCloseable {

  static final String TUNNEL_PATH = "/orders/ws";

  private static final int LONGEST_BODY = 64 << 10;

  private final Deliveries deliveries;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Channel> listening = new ArrayList<>();
  private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

  RecordingServers(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** Starts a server, which identifies itself by its address. */
  void listen(String host, int port) {
    String address = host + ":" + port;
    AtomicLong count = requests.computeIfAbsent(address, _ -> new AtomicLong());
    listening.add(
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LONGEST_BODY),
                            new WebSocketServerProtocolHandler(TUNNEL_PATH),
                            new Echo(),
                            new Responder(address, count));
                  }
                })
            .bind(host, port)
            .syncUninterruptibly()
            .channel());
  }

  /** Returns the number of requests that a server has received, without health checks. */
  long requests(String address) {
    AtomicLong count = requests.get(address);
    return count == null ? 0 : count.get();
  }

  private final class Responder extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final String address;
    private final AtomicLong count;

    Responder(String address, AtomicLong count) {
      this.address = address;
      this.count = count;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String body;
      if (request.uri().equals("/heartbeat")) {
        body = "";
      } else if (request.method().equals(HttpMethod.POST)) {
        count.incrementAndGet();
        body = request.content().toString(StandardCharsets.US_ASCII);
        deliveries.received(Integer.parseInt(body));
      } else {
        count.incrementAndGet();
        body = address + " " + request.headers().get("X-Key", "");
      }
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
      response.headers().set("Content-Length", response.content().readableBytes());
      var _ = context.writeAndFlush(response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close(); // a balancer that was killed resets its connections
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      var _ = context.writeAndFlush(frame.retain());
    }
  }

  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
