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
 * An answer on its way from a server to the client: its head is rewritten, its body as it comes.
 */
final class ResponseRelay {

  /** What became of the bytes. */
  enum Progress {
    MORE,
    /** The answer was read to its end. */
    COMPLETE,
    /** The protocol was changed; what follows is no HTTP. */
    SWITCHED,
    /** It is no HTTP; nothing of it went to the client. */
    BAD,
    /** Its head is well-formed so far, and over the limits; nothing of it went to the client. */
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

  /** For a new request. */
  void start() {
    interim = 0;
  }

  /** For a try of the request, and once it is over. */
  void reset() {
    reader.reset();
  }

  /** Whether nothing of an answer has come yet. */
  boolean nothingReceived() {
    return reader.empty() && interim == 0;
  }

  /** Whether the client has got nothing of an answer, not even of an interim one. */
  boolean nothingSent() {
    return interim == 0;
  }

  /** The status of the final answer. */
  int status() {
    return head.status;
  }

  /** Whether the server keeps its connection open after this answer. */
  boolean keepsConnection() {
    return !head.close && (head.minor == 1 || head.keepAlive) && !bodyMayFollow();
  }

  /** An answer that has no body by its status but announces one: whose are the bytes to come? */
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

  /** Only the protocol that was asked for opens a tunnel (RFC 9110 section 7.8). */
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

  /** How much of the body is to come, when that is known; 0 when it is not. */
  long bodyLeft() {
    return exchange.phase() == Phase.RESPONDING ? body.left() : 0;
  }

  /** Bytes of the body are on their way to the client without being seen here. */
  void spliced(int bytes) {
    body.skip(bytes);
    exchange.wroteBodyToClient(bytes);
    exchange.progressed();
  }

  /** The server has closed: true when that was how the answer ends. */
  boolean endedByClose() {
    if (body.endsWithConnection()) {
      body.finish();
      return true;
    }
    return false;
  }
}
