package io.ringway.balancer.health;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ringway.balancer.resolver.NoAddressException;
import io.ringway.balancer.tls.HandshakeFailedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The request and response of one health check. The status decides; a redirect is not followed and
 * counts by its status. The body is read to its end, at most 64 KiB of it.
 */
final class CheckExchange extends SimpleChannelInboundHandler<HttpObject> {

  private static final int MAX_BODY = 64 * 1024;

  /** The receiver of the result; calls after the first one have no effect. */
  interface Result {
    /** Reports a response: null for a healthy server, else the reason. */
    void responded(@Nullable String failure);

    /** Reports that there was no complete response. */
    void failed(String failure);
  }

  private final CheckTarget checkTarget;
  private final Result result;
  private boolean responded;
  private @Nullable String failure;
  private int body;

  CheckExchange(CheckTarget checkTarget, Result result) {
    this.checkTarget = checkTarget;
    this.result = result;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(checkTarget.policy().method().name()),
            checkTarget.policy().path());
    request
        .headers()
        .set(HttpHeaderNames.HOST, checkTarget.authority())
        .set(HttpHeaderNames.USER_AGENT, "ringway-health-check")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    var _ = ctx.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      result.failed("the response is not HTTP");
      return;
    }
    if (part instanceof HttpResponse response) {
      int status = response.status().code();
      if (status < 200) {
        return;
      }
      responded = true;
      failure = checkTarget.policy().accepts(status) ? null : "status " + status;
    }
    // An interim response, such as 103, has an end of its own, which does not count.
    if (responded && part instanceof HttpContent content) {
      body += content.content().readableBytes();
      if (part instanceof LastHttpContent || body > MAX_BODY) {
        finish();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      result.failed(describe(HandshakeFailedException.of(handshake.cause())));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (responded && failure == null) {
      // A server that closes before the end of its health page is not healthy.
      result.failed("closed in the middle of the response");
    } else {
      finish();
    }
  }

  private void finish() {
    if (responded) {
      result.responded(failure);
    } else {
      result.failed("closed without a response");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    result.failed(
        describe(
            cause.getCause() instanceof SSLException alert
                ? HandshakeFailedException.of(alert)
                : cause));
  }

  static String describe(Throwable cause) {
    if (cause instanceof ConnectException && cause.getMessage() != null) {
      return cause.getMessage().toLowerCase(Locale.ROOT).contains("timed out")
          ? "connect timed out"
          : "connection refused";
    }
    if (cause instanceof HandshakeFailedException || cause instanceof NoAddressException) {
      return String.valueOf(cause.getMessage());
    }
    return cause instanceof IOException ? "connection lost: " + cause.getMessage() : "" + cause;
  }
}
