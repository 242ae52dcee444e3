package io.ringway.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Head;

/** The body of a request, up to its end. */
public final class RequestBody {

  private final Chunks chunks = Chunks.ofRequests();
  private boolean chunked;
  private long left;
  private boolean done = true;

  /**
   * Starts a body.
   *
   * @param limit the most bytes of a chunked body; Content-Length is checked elsewhere
   */
  public void start(Head request, long limit) {
    chunked = request.chunked;
    left = Math.max(0, request.contentLength);
    done = !chunked && left == 0;
    chunks.start(request, true, limit);
  }

  public boolean done() {
    return done;
  }

  /** Marks the body as never received, since its head was not completed. */
  public void neverReceived() {
    done = false;
  }

  /** Passes on the bytes that belong to the body. */
  public Chunks.Result feed(ByteBuf in, Chunks.Sink sink) {
    Chunks.Result result = chunked ? chunks.feed(in, sink) : counted(in, sink);
    done = result == Chunks.Result.DONE;
    return result;
  }

  private Chunks.Result counted(ByteBuf in, Chunks.Sink sink) {
    int take = (int) Math.min(left, in.readableBytes());
    left -= take;
    int at = in.readerIndex();
    in.skipBytes(take);
    sink.run(in, at, take);
    return left == 0 ? Chunks.Result.DONE : Chunks.Result.MORE;
  }
}
