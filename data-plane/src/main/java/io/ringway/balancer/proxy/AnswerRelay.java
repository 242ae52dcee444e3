package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ringway.balancer.routing.ServerRoute;

/**
 * An answer on its way from a server to the client: its head is rewritten, its body as it comes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
final class AnswerRelay {

  /** What became of the bytes. */
  enum Progress {
    MORE,
    /** The answer was read to its end. */
    WHOLE,
    /** It is no HTTP; nothing of it went to the client. */
    BAD,
    /** Its body cannot be completed. */
    BROKEN
  }

  private static final int MAX_INTERIM = 16;

  private final Exchange exchange;
  private final Channel client;
  private final Head head = new Head(false);
  private final AnswerBody body;
  private int interim;

  AnswerRelay(Exchange exchange, Channel client) {
    this.exchange = exchange;
    this.client = client;
    this.body = new AnswerBody(client);
  }

  /** For a new request. */
  void start() {
    interim = 0;
    head.reset();
  }

  /** For another try of the same request. */
  void again() {
    head.reset();
  }

  /** Whether nothing of an answer has come yet. */
  boolean untouched() {
    return head.empty() && interim == 0;
  }

  /** Whether the server keeps its connection open after this answer. */
  boolean lasting() {
    return !head.close && (head.minor == 1 || head.keepAlive);
  }

  Progress take(ByteBuf in, ServerRoute from) {
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && in.isReadable()) {
      if (exchange.phase == Phase.AWAITING_ANSWER) {
        progress = head(in, from);
      } else if (exchange.phase == Phase.ANSWERING) {
        progress = body(in);
      } else {
        return Progress.MORE;
      }
    }
    return progress;
  }

  private Progress head(ByteBuf in, ServerRoute from) {
    if (head.feed(in) != null) {
      return Progress.BAD;
    }
    if (!head.complete()) {
      return Progress.MORE;
    }
    if (head.status < 200) {
      return interim(from);
    }
    Head request = exchange.request;
    boolean modern = request.minor == 1;
    body.start(
        head, request.methodIs(Exchange.HEAD) || head.status == 204 || head.status == 304, modern);
    boolean close = exchange.answering(from, head.status, body.open() && !modern);
    ByteBuf out = client.alloc().directBuffer(head.end + 256);
    Rewrite.answer(
        head, request, from.nameBytes(), exchange.cors, modern && body.open(), close, out);
    body.joinSmall(in, out);
    client.write(out);
    return body.whole() ? Progress.WHOLE : Progress.MORE;
  }

  private Progress interim(ServerRoute from) {
    if (head.status == 101 || ++interim > MAX_INTERIM) {
      return Progress.BAD;
    }
    if (exchange.request.minor == 1) {
      ByteBuf out = client.alloc().directBuffer(head.end + 64);
      Rewrite.answer(head, exchange.request, from.nameBytes(), false, false, false, out);
      client.write(out);
    }
    head.reset();
    return Progress.MORE;
  }

  private Progress body(ByteBuf in) {
    return switch (body.feed(in)) {
      case MORE -> {
        exchange.idleDeadline();
        yield Progress.MORE;
      }
      case DONE -> Progress.WHOLE;
      case BAD -> Progress.BROKEN;
    };
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
