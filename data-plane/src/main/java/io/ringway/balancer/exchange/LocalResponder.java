package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Failure;

/** Responds to requests that no server responds to: with a problem, or for the balancer itself. */
final class LocalResponder {

  private static final int USUAL_BYTES = 512;

  private final Exchange exchange;
  private final EventLoopContext loop;
  private final ClientSide client;

  LocalResponder(Exchange exchange, EventLoopContext loop, ClientSide client) {
    this.exchange = exchange;
    this.loop = loop;
    this.client = client;
  }

  /** Responds to an OPTIONS request that goes no further. */
  void options() {
    ByteBuf out = begin();
    LocalResponse.options(exchange, exchange.closeAfter, out);
    exchange.access.status(200);
    write(out);
  }

  /** Responds to a CORS preflight. */
  void preflight() {
    ByteBuf out = begin();
    LocalResponse.preflight(exchange, exchange.closeAfter, out);
    exchange.access.status(204);
    write(out);
  }

  /** Responds with a problem to the request under way, or to the bytes that are none. */
  void problem(Failure failure) {
    exchange.server.discard();
    if (!exchange.request.complete()) {
      exchange.startRequest();
      exchange.body.neverReceived();
    }
    exchange.access.status(failure.status);
    exchange.access.failed(failure.reason);
    loop.telemetry.answeredItself(
        exchange.cluster == null ? null : exchange.cluster.config().id(),
        failure.status,
        failure.reason);
    ByteBuf out = begin();
    exchange.closeAfter |= failure.closes;
    exchange.access.body(LocalResponse.problem(failure, exchange, exchange.closeAfter, out));
    write(out);
  }

  private ByteBuf begin() {
    exchange.closeAfter = exchange.isLastResponse();
    return client.channel.alloc().buffer(USUAL_BYTES);
  }

  private void write(ByteBuf out) {
    exchange.wroteToClient(out.readableBytes());
    client.write(out);
    exchange.responseComplete();
  }
}
