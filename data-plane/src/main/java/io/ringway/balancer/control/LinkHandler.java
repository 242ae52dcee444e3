package io.ringway.balancer.control;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.ringway.balancer.schedule.PeriodicTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handler of one connection to the control plane: handshake, frames, liveness. */
final class LinkHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  /** Most frames read ahead of the apply thread; then TCP's backpressure slows the sender. */
  private static final int MAX_WAITING = 8;

  private final ControlLink link;
  private final long pingMillis;
  private String trouble = "The control plane closed the connection.";
  private boolean refused;
  private int waiting;
  private long heardNanos;
  private @Nullable ScheduledFuture<?> pings;

  LinkHandler(ControlLink link, long pingMillis) {
    this.link = link;
    this.pingMillis = pingMillis;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      heardNanos = System.nanoTime();
      pings =
          PeriodicTask.atFixedRate(
              ctx.executor(), "pinging the control plane", pingMillis, () -> ping(ctx));
      link.opened(ctx.channel());
    }
    super.userEventTriggered(ctx, event);
  }

  private void ping(ChannelHandlerContext ctx) {
    long silent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
    // No reads while the apply thread is busy: that is not the control plane's silence.
    if (waiting < MAX_WAITING && silent >= 2 * pingMillis + pingMillis / 2) {
      trouble = "The control plane has been silent for " + silent + " ms; connecting again.";
      var _ = ctx.close();
    } else {
      var _ = ctx.writeAndFlush(new PingWebSocketFrame());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    heardNanos = System.nanoTime();
    link.heard();
    if (!(frame instanceof TextWebSocketFrame text)) {
      return; // a pong, or a binary frame, which has no meaning
    }
    if (++waiting >= MAX_WAITING) {
      ctx.channel().config().setAutoRead(false);
    }
    link.frame(
        ctx.channel(),
        text.text(),
        () ->
            ctx.executor()
                .execute(() -> {
                  waiting--;
                  ctx.channel().config().setAutoRead(true);
                }));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    trouble = link.describe(cause);
    refused = LinkErrors.refused(cause);
    if (pings != null && ctx.channel().isActive()) {
      var _ =
          ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG))
              .addListener(ChannelFutureListener.CLOSE);
    } else {
      var _ = ctx.close();
    }
  }

  /** Handles the end of the connection. On the loop, once. */
  void gone() {
    if (pings != null) {
      pings.cancel(false);
    }
    link.lost(trouble, refused);
  }
}
