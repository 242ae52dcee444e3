package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http1.RequestHeadWriter;

/**
 * The relay of a request from the client to a server. Buffers the body while there is no
 * connection, and keeps a small one for a retry.
 */
final class RequestRelay {

  private static final int ADDED_BYTES = 256;

  private final Exchange exchange;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final BufferedBody buffered = new BufferedBody();
  private boolean safe;

  RequestRelay(Exchange exchange, EventLoopContext loop, ClientSide client) {
    this.exchange = exchange;
    this.loop = loop;
    this.client = client;
  }

  /** Starts with a new request. A safe one may be sent twice. */
  void start(boolean safeMethod) {
    safe = safeMethod;
    buffered.start(safeMethod);
  }

  /**
   * Writes the head, and the part of the body that has come, to a server.
   *
   * @throws OutOfMemoryError when there is no memory for the head; nothing was written then
   */
  void send(Channel server) {
    Head request = exchange.request;
    ByteBuf out = client.channel.alloc().directBuffer(request.end + ADDED_BYTES);
    RequestHeadWriter.write(
        request, exchange.identity.forwarding(), exchange.protocol, exchange.id, out);
    loop.flushes.write(server, out);
    buffered.writeTo(server, loop.flushes);
  }

  /** Buffers a part of the body for the next connection; takes ownership of it. */
  void buffer(ByteBuf part) {
    buffered.hold(part);
    if (buffered.full()) {
      client.reading(false);
    }
  }

  /** Writes a part of the body to a server; takes ownership of it. */
  void body(ByteBuf part, Channel server) {
    if (exchange.phase() == Phase.AWAITING_RESPONSE) {
      buffered.remember(part);
    }
    loop.memoryBudget.applyWatermark(server);
    loop.flushes.write(server, part);
    exchange.progressed();
    if (!server.isWritable()) {
      client.reading(false);
    }
  }

  /** Returns whether the request may be sent once more, and all of it that was sent is here. */
  boolean repeatable() {
    return safe && buffered.replayable();
  }

  /** Drops the buffered body. */
  void drop() {
    buffered.drop();
  }
}
