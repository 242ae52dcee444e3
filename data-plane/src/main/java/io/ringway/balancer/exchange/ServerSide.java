package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ringway.balancer.accesslog.AccessEntry;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/** The server's side of an exchange: its connection, and another server when it fails. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
final class ServerSide implements UpstreamConnection.User {

  private final Exchange exchange;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final RequestRelay request;
  private final ResponseRelay relay;
  private final SplicedResponse spliced;
  private final Connector connector;
  private final TriedServer tried;
  private @Nullable UpstreamConnection connection;
  private @Nullable Tunnel tunnel;

  ServerSide(
      Exchange exchange,
      ExchangeEnvironment environment,
      EventLoopContext loop,
      ClientSide client) {
    this.exchange = exchange;
    this.loop = loop;
    this.client = client;
    this.tried = new TriedServer(loop.telemetry);
    this.request = new RequestRelay(exchange, loop, client);
    this.relay =
        new ResponseRelay(exchange, client, loop.heads, environment.rules().limits().response());
    this.spliced =
        new SplicedResponse(exchange, this, loop, client, relay, environment.rules().spliceFrom());
    this.connector = new Connector(exchange, environment, loop, client, this);
  }

  /** Finds a server for a new request. A safe request may be sent twice. */
  void begin(ClusterRoute in, long hash, long fingerprint, boolean safeMethod) {
    request.start(safeMethod);
    relay.start();
    connector.begin(in, hash, fingerprint);
  }

  /** Sets the server that the request is tried on; null while there is none. */
  void setServer(@Nullable ServerRoute next) {
    tried.set(next);
  }

  /** Sends the request over a connection to its server. */
  void send(UpstreamConnection to) {
    connection = to;
    relay.reset();
    Channel channel = to.channel();
    try {
      request.send(channel);
    } catch (OutOfMemoryError none) {
      exhausted(none);
      return;
    }
    exchange.sent();
    client.reading(channel.isWritable());
  }

  /** Sends or buffers a part of the request's body; takes ownership of it. */
  void sendBody(ByteBuf part) {
    UpstreamConnection to = connection;
    if (exchange.phase() == Phase.CONNECTING) {
      request.buffer(part);
    } else if (to == null) {
      part.release();
    } else {
      request.body(part, to.channel());
    }
  }

  /** Flushes a full connection at the end of a read from the client. */
  void requestReadComplete() {
    if (connection != null) {
      loop.flushes.flushIfFull(connection.channel());
    }
  }

  @Override
  public void answerBytes(ByteBuf in) {
    try {
      ServerRoute from = tried.get();
      if (from == null) {
        return;
      }
      if (spliced.allTaken()) {
        discardConnection(); // it sends more than its response
        return;
      }
      spliced.fallBackToCopying();
      if (exchange.phase() != Phase.AWAITING_RESPONSE) {
        loop.memoryBudget.applyWatermark(client.channel);
      }
      ResponseRelay.Progress progress = relay.relay(in, from);
      if (progress == ResponseRelay.Progress.SWITCHED) {
        openTunnel();
        progress = relay.relay(in, from);
      }
      switch (progress) {
        case MORE, SWITCHED -> {
          if (connection != null) {
            spliced.startIfWorthwhile(connection);
            if (!client.channel.isWritable()) {
              connection.reading(false);
            }
          }
        }
        case COMPLETE -> responseComplete(in.isReadable());
        case BAD -> {
          blame("sent a malformed response");
          exchange.fail(Failure.BAD_RESPONSE);
        }
        case TOO_LARGE -> {
          tried.countFailure(); // the limit is ours, and a client can cause such a head
          exchange.fail(Failure.RESPONSE_HEAD_TOO_LARGE);
        }
        case BROKEN -> responseBroken();
      }
    } finally {
      in.release();
    }
  }

  private void openTunnel() {
    if (connection != null) {
      tried.responded(relay.status());
      tunnel = new Tunnel(client.channel, connection.channel());
      client.next();
    }
  }

  /** Passes the client's half-close on in a tunnel. */
  void clientEnded() {
    if (tunnel != null) {
      tunnel.clientEnded();
    }
  }

  @Override
  public void upstreamSaidAll() {
    if (tunnel != null) {
      tunnel.serverEnded();
    }
  }

  @Override
  public void answerPause() {
    loop.flushes.flushIfFull(client.channel);
    spliced.begin();
  }

  /**
   * Ends a complete response and keeps or closes its connection.
   *
   * @param bytesFollow whether the server has sent more after it, or closed
   */
  void responseComplete(boolean bytesFollow) {
    UpstreamConnection done = connection;
    connection = null;
    spliced.stop();
    tried.responded(relay.status());
    if (done != null) {
      if (relay.keepsConnection() && exchange.body.done() && !bytesFollow) {
        done.reading(true);
        if (done.namesClient()) {
          connector.keep(done);
        } else {
          done.release();
        }
      } else {
        done.discard();
      }
    }
    exchange.responseComplete();
  }

  /** Aborts a response that cannot be completed, since a part of it has gone to the client. */
  void responseBroken() {
    blame("broke off its response");
    discard();
    exchange.serverBrokeResponse();
  }

  @Override
  public void upstreamClosed() {
    UpstreamConnection gone = connection;
    boolean wasReused = gone != null && gone.reused();
    boolean cutOff = gone != null && gone.cutOff();
    connection = null;
    if (spliced.allTaken()) {
      return; // the client still reads the bytes that the kernel holds
    }
    if (exchange.phase() == Phase.RESPONDING) {
      if (!cutOff && relay.endedByClose()) {
        responseComplete(false);
      } else {
        responseBroken();
      }
    } else if (exchange.phase() == Phase.AWAITING_RESPONSE) {
      retryOrFail(wasReused);
    } else if (exchange.phase() == Phase.TUNNEL) {
      exchange.tunnelEnded();
    }
  }

  /** Tries again if that can do no harm, since the client got nothing of a response. */
  private void retryOrFail(boolean wasReused) {
    ServerRoute at = tried.get();
    ClusterRoute in = exchange.cluster;
    if (at == null || in == null) {
      return;
    }
    boolean harmless = request.repeatable() && relay.nothingSent();
    boolean blameless = harmless && wasReused && relay.nothingReceived();
    if (!blameless) {
      blame("closed the connection without a response");
    }
    if (!connector.retry(in, at, harmless, blameless)) {
      exchange.fail(Failure.SERVER_CLOSED);
    }
  }

  @Override
  public void upstreamWritable(boolean writable) {
    if (writable && exchange.phase() != Phase.CONNECTING) {
      exchange.progressed();
      client.reading(true);
    }
  }

  /** Fails the exchange, since memory could not be allocated. The server is not at fault. */
  @Override
  public void exhausted(Throwable cause) {
    loop.memoryBudget.failed(cause);
    exchange.fail(Failure.OUT_OF_MEMORY);
  }

  /** Reads from the server again, since the client takes bytes. */
  void resumeReading() {
    if (connection != null) {
      exchange.progressed();
      if (!spliced.wanted()) {
        connection.reading(true);
      }
    }
  }

  /** Returns whether the response waits for the client. */
  boolean waitsForClient() {
    return spliced.held() > 0 || !client.channel.isWritable();
  }

  /** Returns the bytes of the client that the server has not acknowledged. */
  long unacknowledged() {
    return connection == null ? 0 : loop.unacknowledged(connection.channel());
  }

  /** Returns the bytes from the server that the client's connection has not taken. */
  int held() {
    return spliced.held();
  }

  /** Records the attempts in an entry of the access log. */
  void record(AccessEntry accessEntry) {
    connector.record(accessEntry);
  }

  /** Counts a failure of the server that has the request. */
  void blame(String cause) {
    tried.failed(cause);
  }

  /** Closes the connection in use, if any, and drops the bytes that it had sent. */
  void discard() {
    spliced.stop();
    discardConnection();
  }

  private void discardConnection() {
    UpstreamConnection using = connection;
    connection = null;
    if (using != null) {
      using.discard();
    }
  }

  /** Closes all connections, since nobody else may continue with them. */
  void clientGone() {
    discard();
    connector.close();
  }

  void dropBufferedBody() {
    request.drop();
  }

  /** Ends the request. */
  void end() {
    tunnel = null;
    request.drop();
    relay.reset();
    tried.end();
    connector.end();
  }
}
