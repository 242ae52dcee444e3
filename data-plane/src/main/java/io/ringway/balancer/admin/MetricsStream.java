package io.ringway.balancer.admin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.ringway.balancer.telemetry.MetricsPage;
import org.jspecify.annotations.Nullable;

/**
 * A streamed response with metrics. Each chunk is made when the previous one was written to the
 * socket: a slow reader costs the memory of one chunk, and a fast one does not block the event
 * loop.
 */
final class MetricsStream implements ChannelFutureListener {

  private static final int PIECE = 16 * 1024;
  private static final int ROOM = 4 * 1024;

  private final ChannelHandlerContext ctx;
  private final MetricsPage page;
  private final boolean keepAlive;
  private @Nullable Gzip gzip;
  private boolean more = true;

  private MetricsStream(ChannelHandlerContext ctx, MetricsPage page, boolean keepAlive) {
    this.ctx = ctx;
    this.page = page;
    this.keepAlive = keepAlive;
  }

  /** Starts the response; its connection is not read until the response is complete. */
  static void start(ChannelHandlerContext ctx, HttpRequest request, MetricsPage page) {
    boolean chunked = request.protocolVersion().isKeepAliveDefault(); // HTTP/1.1
    boolean keepAlive = HttpUtil.isKeepAlive(request) && chunked;
    boolean compressed = Gzip.accepted(request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, MetricsPage.MEDIA_TYPE)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    if (chunked) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (compressed) {
      head.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    if (!keepAlive) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    MetricsStream stream = new MetricsStream(ctx, page, keepAlive);
    ctx.channel().config().setAutoRead(false);
    var _ = ctx.write(head);
    if (request.method().name().equals("HEAD")) {
      stream.more = false;
      var _ = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(stream);
    } else {
      stream.gzip = compressed ? new Gzip() : null;
      stream.writeNext();
    }
  }

  private void writeNext() {
    ByteBuf piece = ctx.alloc().directBuffer(PIECE + ROOM);
    try {
      more = page.write(piece, PIECE);
      if (gzip != null) {
        ByteBuf packed = ctx.alloc().directBuffer(ROOM);
        try {
          gzip.add(piece, !more, packed);
        } finally {
          piece.release();
          piece = packed;
        }
      }
    } catch (RuntimeException e) {
      piece.release();
      end();
      throw e;
    }
    var _ =
        ctx.writeAndFlush(more ? new DefaultHttpContent(piece) : new DefaultLastHttpContent(piece))
            .addListener(this);
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      end();
      var _ = ctx.close();
    } else if (more) {
      writeNext();
    } else {
      end();
      if (keepAlive) {
        ctx.channel().config().setAutoRead(true);
      } else {
        var _ = ctx.close();
      }
    }
  }

  private void end() {
    more = false;
    if (gzip != null) {
      gzip.end();
      gzip = null;
    }
  }
}
