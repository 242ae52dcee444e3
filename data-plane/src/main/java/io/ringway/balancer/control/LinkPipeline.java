package io.ringway.balancer.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ringway.protocol.Message;
import java.net.URI;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The Netty pipeline of the link: TLS, WebSocket, inflation, limits. */
final class LinkPipeline {

  private static final int HANDSHAKE_MILLIS = 10_000;

  private final LinkSettings settings;
  private final URI endpoint;
  private final @Nullable SslContext tls;

  LinkPipeline(LinkSettings settings) {
    this.settings = settings;
    URI control = settings.control();
    String path = control.getPath() == null ? "" : control.getPath().replaceAll("/+$", "");
    this.endpoint =
        URI.create(
            (settings.tls() ? "wss://" : "ws://")
                + control.getHost()
                + ":"
                + settings.port()
                + path
                + Message.PATH);
    try {
      this.tls = settings.tls() ? SslContextBuilder.forClient().build() : null;
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }

  ChannelInitializer<SocketChannel> initializer(String token, LinkHandler handler) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        fill(channel, token, handler);
      }
    };
  }

  private void fill(Channel channel, String token, LinkHandler handler) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc(), settings.host(), settings.port()));
    }
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(),
            new HttpObjectAggregator(8_192),
            // The limit also applies after inflation: a small frame cannot inflate to a huge one.
            new WebSocketClientCompressionHandler(Message.MAX_FRAME_BYTES),
            new WebSocketClientProtocolHandler(
                WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(endpoint)
                    .subprotocol(Message.SUBPROTOCOL)
                    .allowExtensions(true)
                    .customHeaders(
                        new DefaultHttpHeaders()
                            .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token))
                    .maxFramePayloadLength(Message.MAX_FRAME_BYTES)
                    .dropPongFrames(false)
                    .handshakeTimeoutMillis(HANDSHAKE_MILLIS)
                    .build()),
            new WebSocketFrameAggregator(Message.MAX_FRAME_BYTES),
            handler);
  }
}
