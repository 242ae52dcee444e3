package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.HeadMemory;
import io.ringway.balancer.http.Methods;
import io.ringway.balancer.http.ResponseLimits;
import io.ringway.balancer.http1.Chunks;
import io.ringway.balancer.http1.HeadReader;
import io.ringway.balancer.routing.ServerRoute;

/**
 * The relay of a response from a server to the client. Rewrites its head and passes the body on as
 * it comes.
 */
final class ResponseRelay {

  /** The result of relaying some bytes. */
  enum Progress {
    MORE,
    /** The response was read to its end. */
    COMPLETE,
    /** The protocol was switched; the bytes that follow are not HTTP. */
    SWITCHED,
    /** It is not HTTP; nothing of it went to the client. */
    BAD,
    /** Its head exceeds the limits, and is well-formed so far; nothing of it went to the client. */
    TOO_LARGE,
    /** Its body cannot be completed. */
    BROKEN
  }

  private static final int MAX_INTERIM = 16;

  private final Exchange exchange;
  private final ClientSide client;
  private final Head head;
  private final HeadReader reader;
  private final ResponseBody body;
  private int interim;

  ResponseRelay(Exchange exchange, ClientSide client, HeadMemory heads, ResponseLimits limits) {
    this.head = new Head(heads);
    this.reader = HeadReader.ofResponses(head, limits);
    this.exchange = exchange;
    this.client = client;
    this.body = new ResponseBody(client);
  }

  /** Starts with a new request. */
  void start() {
    interim = 0;
  }

  /** Forgets the response, before an attempt and once the request is over. */
  void reset() {
    reader.reset();
  }

  /** Returns whether no byte of a response has come. */
  boolean nothingReceived() {
    return reader.empty() && interim == 0;
  }

  /** Returns whether the client has got nothing of a response, not even an interim one. */
  boolean nothingSent() {
    return interim == 0;
  }

  /** Returns the status of the final response. */
  int status() {
    return head.status;
  }

  /** Returns whether the server keeps its connection open after this response. */
  boolean keepsConnection() {
    return !head.close && (head.minor == 1 || head.keepAlive) && !bodyMayFollow();
  }

  /**
   * Returns whether a response without a body announces one: it is not known what the next bytes
   * belong to.
   */
  private boolean bodyMayFollow() {
    return head.status == 204 && (head.chunked || head.contentLength > 0);
  }

  Progress relay(ByteBuf in, ServerRoute from) {
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && in.isReadable()) {
      if (exchange.phase() == Phase.AWAITING_RESPONSE) {
        progress = head(in, from);
      } else if (exchange.phase() == Phase.RESPONDING) {
        progress = body(in);
      } else if (exchange.phase() == Phase.TUNNEL) {
        exchange.wroteBodyToClient(in.readableBytes());
        client.write(in.readRetainedSlice(in.readableBytes()));
        exchange.progressed();
      } else {
        return Progress.MORE;
      }
    }
    return progress;
  }

  private void write(ByteBuf out) {
    exchange.wroteToClient(out.readableBytes());
    client.write(out);
  }

  private Progress head(ByteBuf in, ServerRoute from) {
    Failure failure = reader.feed(in);
    if (failure != null) {
      return switch (failure) {
        case HEAD_TOO_LARGE, TOO_MANY_HEADERS, URI_TOO_LONG -> Progress.TOO_LARGE;
        default -> Progress.BAD;
      };
    }
    if (!head.complete()) {
      return Progress.MORE;
    }
    if (head.status < 200) {
      return interim(from);
    }
    Head request = exchange.request;
    boolean http11 = request.minor == 1;
    body.start(
        head, request.methodIs(Methods.HEAD) || head.status == 204 || head.status == 304, http11);
    boolean close = exchange.beginResponse(from, head.status, body.lengthUnknown() && !http11);
    ByteBuf out = client.channel.alloc().directBuffer(head.end + 256);
    ResponseHeadWriter.finalHead(
        head, exchange, from.nameBytes(), http11 && body.lengthUnknown(), close, out);
    int headLength = out.readableBytes();
    body.joinSmall(in, out);
    exchange.wroteBodyToClient(out.readableBytes() - headLength);
    exchange.wroteToClient(headLength);
    client.write(out);
    return body.complete() ? Progress.COMPLETE : Progress.MORE;
  }

  private Progress interim(ServerRoute from) {
    if (head.status == 101) {
      return switched(from);
    }
    if (++interim > MAX_INTERIM) {
      return Progress.BAD;
    }
    if (exchange.request.minor == 1) {
      ByteBuf out = client.channel.alloc().directBuffer(head.end + 64);
      ResponseHeadWriter.interimHead(head, out);
      write(out);
    }
    reader.reset();
    return Progress.MORE;
  }

  /** Opens a tunnel, only for the protocol that was asked for (RFC 9110 section 7.8). */
  private Progress switched(ServerRoute from) {
    byte[] protocol = exchange.protocol;
    int line = head.find(FieldName.UPGRADE);
    if (protocol == null || !head.upgrade || line < 0 || !head.valueIs(line, protocol)) {
      return Progress.BAD;
    }
    ByteBuf out = client.channel.alloc().directBuffer(head.end + 256);
    ResponseHeadWriter.switchingHead(head, exchange, from.nameBytes(), protocol, out);
    write(out);
    exchange.switched(from);
    return Progress.SWITCHED;
  }

  private Progress body(ByteBuf in) {
    int before = in.readableBytes();
    Chunks.Result result = body.feed(in);
    exchange.wroteBodyToClient(before - in.readableBytes());
    return switch (result) {
      case MORE -> {
        exchange.progressed();
        yield Progress.MORE;
      }
      case DONE -> Progress.COMPLETE;
      case BAD, TOO_LARGE -> Progress.BROKEN;
    };
  }

  /** Returns how many bytes of the body are to come, or 0 when that is not known. */
  long bodyLeft() {
    return exchange.phase() == Phase.RESPONDING ? body.left() : 0;
  }

  /** Counts bytes of the body that the kernel moves to the client. */
  void spliced(int bytes) {
    body.skip(bytes);
    exchange.wroteBodyToClient(bytes);
    exchange.progressed();
  }

  /** Ends a response whose end is the closed connection; returns false for any other. */
  boolean endedByClose() {
    if (body.endsWithConnection()) {
      body.finish();
      return true;
    }
    return false;
  }
}
