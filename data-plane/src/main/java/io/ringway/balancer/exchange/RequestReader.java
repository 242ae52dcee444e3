package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http1.Chunks;
import io.ringway.balancer.http1.HeadReader;

/**
 * Reads requests from a client's bytes: first the head, then the body, which goes to the server.
 */
final class RequestReader {

  private final Exchange exchange;
  private final ExchangeEnvironment environment;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final HeadReader head;
  private final RequestDispatcher dispatcher;
  private final Chunks.Sink toServer;

  RequestReader(
      Exchange exchange,
      ExchangeEnvironment environment,
      EventLoopContext loop,
      ClientSide client,
      RequestDispatcher dispatcher) {
    this.exchange = exchange;
    this.environment = environment;
    this.loop = loop;
    this.client = client;
    this.head = HeadReader.ofRequests(exchange.request, environment.rules().limits());
    this.dispatcher = dispatcher;
    this.toServer = (in, at, length) -> exchange.server.sendBody(in.retainedSlice(at, length));
  }

  /** Takes the bytes that the current phase can use; returns false when the rest has to wait. */
  boolean read(ByteBuf in) {
    if (exchange.phase() == Phase.READING_HEAD) {
      return readHead(in);
    }
    if (exchange.phase() == Phase.TUNNEL) {
      exchange.server.sendBody(in.readRetainedSlice(in.readableBytes()));
      return true;
    }
    if (exchange.body.done() || exchange.discardsInput()) {
      return false;
    }
    int before = in.readableBytes();
    Chunks.Result result = exchange.body.feed(in, toServer);
    exchange.timeouts.bodyReceived(before - in.readableBytes());
    switch (result) {
      case MORE -> {}
      case DONE -> exchange.requestEnded();
      case BAD -> exchange.fail(Failure.BAD_CHUNK);
      case TOO_LARGE -> exchange.fail(Failure.BODY_TOO_LARGE);
    }
    return true;
  }

  private boolean readHead(ByteBuf in) {
    if (!client.channel.isWritable()) {
      return false; // a client that does not read its responses gets no further ones
    }
    boolean first = head.empty();
    Failure failure = loop.memoryBudget.heapFull() ? outOfMemory() : head.feed(in);
    Head request = exchange.request;
    if (failure != null) {
      exchange.keepAlive = false;
      if (!head.empty()
          && (failure == Failure.BAD_START_LINE || !Ascii.token(request.bytes()[0]))) {
        environment.errors().notHttp(client.channel.remoteAddress(), request.bytes()[0]);
      }
      exchange.fail(failure);
      return false;
    }
    if (!request.complete()) {
      if (first) {
        exchange.timeouts.headStarted();
      }
      return false;
    }
    dispatcher.dispatch();
    return true;
  }

  private Failure outOfMemory() {
    loop.memoryBudget.refused();
    return Failure.OUT_OF_MEMORY;
  }

  /** Returns whether no byte of a head has come. */
  boolean empty() {
    return head.empty();
  }

  /** Prepares for the next request. */
  void reset() {
    head.reset();
  }
}
