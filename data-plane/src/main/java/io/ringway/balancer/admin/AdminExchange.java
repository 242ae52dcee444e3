package io.ringway.balancer.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests and responses of one connection to the admin port. */
final class AdminExchange extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(AdminExchange.class);

  private final AdminPages pages;

  AdminExchange(AdminPages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    switch (respond(ctx, request, head)) {
      case WholeResponse wholeResponse -> write(ctx, request, wholeResponse, head);
      case AdminResponse.Metrics metrics -> MetricsStream.start(ctx, request, metrics.page());
    }
  }

  private static void write(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      WholeResponse wholeResponse,
      boolean head) {
    byte[] body = wholeResponse.body().getBytes(StandardCharsets.UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(wholeResponse.status()),
            Unpooled.wrappedBuffer(head ? new byte[0] : body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, wholeResponse.contentType())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
    }
    ChannelFutureListener then = keepAlive ? _ -> {} : ChannelFutureListener.CLOSE;
    var _ = ctx.writeAndFlush(response).addListener(then);
  }

  private AdminResponse respond(ChannelHandlerContext ctx, FullHttpRequest request, boolean head) {
    if (request.decoderResult().isFailure()) {
      return WholeResponse.problem(400, "This is not an HTTP request.");
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    try {
      var _ = uri.path();
      var _ = uri.parameters();
    } catch (IllegalArgumentException e) {
      return WholeResponse.problem(400, "The query cannot be read: " + e.getMessage());
    }
    try {
      boolean reads = head || request.method().equals(HttpMethod.GET);
      return reads ? pages.respond(uri) : handleChange(ctx, request, uri);
    } catch (RuntimeException e) {
      LOG.error("Unexpected error in the response to {}; please report it", request.uri(), e);
      return WholeResponse.problem(500, "An unexpected error; the balancer's log has the details.");
    }
  }

  /** Changes something, unless the request is from another host or from a web page in a browser. */
  private WholeResponse handleChange(
      ChannelHandlerContext ctx, FullHttpRequest request, QueryStringDecoder uri) {
    boolean near =
        ctx.channel().remoteAddress() instanceof InetSocketAddress from
            && from.getAddress().isLoopbackAddress();
    if (!near || request.headers().contains(HttpHeaderNames.ORIGIN)) {
      return WholeResponse.problem(
          403, "Changes are accepted from a command line on this host only.");
    }
    return pages.change(request.method().name(), uri);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("A connection to the admin port broke", cause);
    var _ = ctx.close();
  }
}
