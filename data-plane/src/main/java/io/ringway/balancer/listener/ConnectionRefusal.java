package io.ringway.balancer.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.ringway.balancer.exchange.LocalResponse;
import io.ringway.balancer.http.Failure;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refusal of a connection that is one too many: a response at once, then the end. Closing with
 * unread input would reset the connection and could lose the response, so input is discarded until
 * the client closes, for at most {@value #LINGER_MILLIS} ms.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
final class ConnectionRefusal extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRefusal.class);

  private static final int LINGER_MILLIS = 500;

  private final Failure failure;
  private final byte[] date;

  ConnectionRefusal(Failure failure, byte[] date) {
    this.failure = failure;
    this.date = date;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    ByteBuf out = channel.alloc().buffer(512);
    LocalResponse.refusal(failure, date, out);
    channel
        .writeAndFlush(out)
        .addListener(done -> {
          if (done.isSuccess()) {
            var _ = ((DuplexChannel) channel).shutdownOutput();
          }
        });
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("A refusal failed for a reason that is a bug", cause);
    }
    context.close();
  }
}
