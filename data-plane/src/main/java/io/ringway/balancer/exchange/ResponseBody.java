package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http1.Chunks;

/** The body of a response on its way to the client, framed anew where the client needs it. */
final class ResponseBody {

  private enum End {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  private static final ByteBuf CRLF =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(FieldRewriter.CRLF));
  private static final ByteBuf LAST_CHUNK =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Ascii.of("0\r\n\r\n")));
  private static final int SMALL = 2_048;

  private final ClientSide client;
  private final Chunks chunks = Chunks.ofResponses();
  private final Chunks.Sink sink;
  private End end = End.NONE;
  private long left;
  private boolean http11;

  ResponseBody(ClientSide client) {
    this.client = client;
    this.sink = (in, at, length) -> client.write(in.retainedSlice(at, length));
  }

  /**
   * Starts a body.
   *
   * @param http11 whether the client understands chunks
   */
  void start(Head response, boolean bodiless, boolean http11) {
    this.http11 = http11;
    left = Math.max(0, response.contentLength);
    end =
        bodiless
            ? End.NONE
            : response.chunked
                ? End.CHUNKED
                : response.contentLength >= 0 ? End.LENGTH : End.UNTIL_CLOSE;
    chunks.start(response, http11, Long.MAX_VALUE);
  }

  /** Returns whether its length is not known beforehand. */
  boolean lengthUnknown() {
    return end == End.CHUNKED || end == End.UNTIL_CLOSE;
  }

  boolean endsWithConnection() {
    return end == End.UNTIL_CLOSE;
  }

  boolean complete() {
    return end == End.NONE || end == End.LENGTH && left == 0;
  }

  /** Returns the number of bytes to come; 0 when only the end tells. */
  long left() {
    return end == End.LENGTH ? left : 0;
  }

  /** Skips bytes that go to the client in another way. */
  void skip(int bytes) {
    left -= bytes;
  }

  /** Appends a small, complete body to its head, so that both leave in one piece. */
  void joinSmall(ByteBuf in, ByteBuf head) {
    if (end == End.LENGTH && left == in.readableBytes() && left <= SMALL) {
      head.writeBytes(in);
      left = 0;
    }
  }

  Chunks.Result feed(ByteBuf in) {
    return switch (end) {
      case NONE -> Chunks.Result.DONE;
      case LENGTH -> {
        int take = (int) Math.min(left, in.readableBytes());
        left -= take;
        client.write(in.readRetainedSlice(take));
        yield left == 0 ? Chunks.Result.DONE : Chunks.Result.MORE;
      }
      case CHUNKED -> chunks.feed(in, sink);
      case UNTIL_CLOSE -> {
        int size = in.readableBytes();
        if (http11) {
          ByteBuf line = client.channel.alloc().directBuffer(18);
          Ascii.hex(line, size);
          client.write(line.writeBytes(FieldRewriter.CRLF));
          client.write(in.readRetainedSlice(size));
          client.write(CRLF.duplicate());
        } else {
          client.write(in.readRetainedSlice(size));
        }
        yield Chunks.Result.MORE;
      }
    };
  }

  /** Ends a body that ends with the server's connection. */
  void finish() {
    if (http11) {
      client.write(LAST_CHUNK.duplicate());
    }
  }
}
