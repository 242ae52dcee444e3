package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.ringway.balancer.accesslog.Entry;
import io.ringway.balancer.preface.PrefaceWriter;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.tls.HandshakeFailedException;
import io.ringway.balancer.upstream.FullException;
import io.ringway.balancer.upstream.OwnConnections;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.balancer.upstream.UpstreamConnection;
import io.ringway.protocol.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/** The server of the request under way: its connection, and another server when it fails. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
final class ServerSide implements UpstreamConnection.User {

  private static final byte[] NOBODY = new byte[0];

  private final Exchange exchange;
  private final Listeners proxy;
  private final Loop loop;
  private final ClientSide client;
  private final AnswerRelay relay;
  private final SplicedAnswer spliced;
  private final Attempts attempts;
  private final HeldBody held = new HeldBody();
  private final OwnConnections own = new OwnConnections();
  private @Nullable UpstreamConnection connection;
  private @Nullable ServerRoute server;
  private @Nullable Tunnel tunnel;
  private long sequence;
  private boolean safe;
  private boolean afresh;
  private Failure without = Failure.NO_SERVER;
  private boolean fed;
  private int tries;
  private byte @Nullable [] lastName;

  ServerSide(Exchange exchange, Listeners proxy, Loop loop, ClientSide client) {
    this.exchange = exchange;
    this.proxy = proxy;
    this.loop = loop;
    this.client = client;
    this.relay = new AnswerRelay(exchange, client.channel, loop.heads);
    this.spliced =
        new SplicedAnswer(exchange, this, loop, client, relay, proxy.rules().spliceFrom());
    this.attempts = new Attempts(loop);
  }

  /** Finds a server for a new request; a safe one may be sent twice. */
  void begin(ClusterRoute in, long hash, long fingerprint, boolean safeMethod) {
    safe = safeMethod;
    afresh = false;
    without = Failure.NO_SERVER;
    held.start(safeMethod);
    attempts.start(in, hash, fingerprint);
    relay.start();
    tryNext(in);
  }

  private void tryNext(ClusterRoute in) {
    exchange.connecting();
    ServerRoute next = attempts.next(in);
    server = next;
    if (exchange.debug != null) {
      exchange.debug.because(attempts.why(in));
    }
    if (next == null) {
      exchange.fail(without);
      return;
    }
    tries++;
    lastName = next.nameBytes();
    loop.telemetry.begun(next.health());
    UpstreamConnection pooled = afresh ? null : idle(next.upstream());
    if (pooled != null) {
      send(pooled);
      return;
    }
    long expected = ++sequence;
    next.upstream()
        .connect(
            loop.index,
            loop.executor,
            proxy.connecting(),
            in.config().settings().timeouts().connectMillis(),
            preface(next.upstream().proxyProtocol()),
            this,
            (made, failure) -> {
              if (expected != sequence || exchange.phase != Phase.CONNECTING) {
                if (made != null) {
                  made.discard();
                }
              } else if (made != null) {
                send(made);
              } else {
                notConnected(in, next, failure);
                // No read of the client is under way that would flush what was answered for it.
                client.channel.flush();
              }
            });
  }

  private @Nullable UpstreamConnection idle(Upstream to) {
    return to.proxyProtocol() == ProxyProtocol.OFF ? to.poll(loop.index, this) : own.poll(to, this);
  }

  private byte[] preface(ProxyProtocol version) {
    return version == ProxyProtocol.OFF
        ? NOBODY
        : PrefaceWriter.naming(version, exchange.source(), client.channel.localAddress());
  }

  /**
   * Nothing was sent: the next candidate, whatever the method. Waiting in vain is an attempt, and
   * so is a handshake.
   */
  private void notConnected(ClusterRoute in, ServerRoute at, @Nullable Throwable failure) {
    loop.telemetry.ended(at.health());
    server = null;
    if (failure instanceof FullException) {
      loop.telemetry.spilled(at.health());
      tryNext(in);
      return;
    }
    loop.telemetry.failed(at.health());
    if (!(failure instanceof ChannelException)) {
      at.health().failedByTraffic(failure);
    } // else this process has no socket left, which is not the server's fault
    boolean unproved = failure instanceof HandshakeFailedException;
    if (unproved) {
      without = Failure.SERVER_TLS;
    }
    if ((unproved || failure instanceof ConnectTimeoutException)
        && !attempts.leftAfterFailure(in)) {
      exchange.fail(unproved ? Failure.SERVER_TLS : Failure.NO_SERVER);
      return;
    }
    loop.telemetry.retried(at.health());
    tryNext(in);
  }

  private void send(UpstreamConnection to) {
    connection = to;
    relay.forget();
    Head request = exchange.request;
    ByteBuf out;
    try {
      out = client.channel.alloc().directBuffer(request.end + 256);
    } catch (OutOfMemoryError none) {
      exhausted(none);
      return;
    }
    ServerBound.write(request, exchange.forwarding, exchange.protocol, exchange.id, out);
    Channel channel = to.channel();
    channel.write(out);
    held.writeTo(channel);
    channel.flush();
    exchange.sent();
    client.reading(channel.isWritable());
  }

  /** Takes over a part of the request's body. */
  void body(ByteBuf part) {
    UpstreamConnection to = connection;
    if (exchange.phase == Phase.CONNECTING) {
      held.hold(part);
      if (held.full()) {
        client.reading(false);
      }
    } else if (to == null) {
      part.release();
    } else {
      if (exchange.phase == Phase.AWAITING_ANSWER) {
        held.remember(part);
      }
      fed = true;
      loop.memory.bound(to.channel());
      to.channel().write(part);
      exchange.moved();
      if (!to.channel().isWritable()) {
        client.reading(false);
      }
    }
  }

  void flush() {
    if (fed && connection != null) {
      fed = false;
      connection.channel().flush();
    }
  }

  @Override
  public void answerBytes(ByteBuf in) {
    try {
      ServerRoute from = server;
      if (from == null) {
        return;
      }
      if (spliced.allTaken()) {
        discardConnection(); // it says more than its answer
        return;
      }
      spliced.copyOn();
      if (exchange.phase != Phase.AWAITING_ANSWER) {
        loop.memory.bound(client.channel);
      }
      AnswerRelay.Progress progress = relay.take(in, from);
      if (progress == AnswerRelay.Progress.SWITCHED) {
        openTunnel();
        progress = relay.take(in, from);
      }
      switch (progress) {
        case MORE, SWITCHED -> {
          if (connection != null) {
            spliced.consider(connection);
            if (!client.channel.isWritable()) {
              connection.channel().config().setAutoRead(false);
            }
          }
        }
        case WHOLE -> answered(in.isReadable());
        case BAD -> badAnswer();
        case BROKEN -> answerBroke();
      }
    } finally {
      in.release();
    }
  }

  private void openTunnel() {
    if (connection != null) {
      judge();
      tunnel = new Tunnel(client.channel, connection.channel());
      client.next();
    }
  }

  /** The client has closed its half of a tunnel. */
  void clientSaidAll() {
    if (tunnel != null) {
      flush();
      tunnel.clientSaidAll();
    }
  }

  @Override
  public void upstreamSaidAll() {
    if (tunnel != null) {
      tunnel.serverSaidAll();
    }
  }

  @Override
  public void answerPause() {
    client.channel.flush();
    spliced.begin();
  }

  /**
   * The answer is whole.
   *
   * @param bytesFollow whether the server has said something after it, or closed
   */
  void answered(boolean bytesFollow) {
    UpstreamConnection done = connection;
    connection = null;
    spliced.stop();
    judge();
    if (done != null) {
      if (relay.lasting() && exchange.body.done() && !bytesFollow) {
        done.channel().config().setAutoRead(true);
        if (done.namesClient()) {
          own.keep(done);
        } else {
          done.release();
        }
      } else {
        done.discard();
      }
    }
    exchange.answered();
    // The connection is given back: its end of reading is no longer told to this exchange.
    client.channel.flush();
  }

  private void judge() {
    if (server != null && relay.status() >= 500) {
      server.health().failedRequest("status " + relay.status());
    } else if (server != null) {
      server.health().served();
    }
  }

  /** The answer cannot be completed, and a part of it has gone to the client. */
  void answerBroke() {
    blame("broke its answer off");
    discard();
    exchange.broken("broken-off");
  }

  private void badAnswer() {
    blame("answered what is no HTTP");
    exchange.fail(Failure.BAD_ANSWER);
    client.channel.flush();
  }

  @Override
  public void upstreamClosed() {
    UpstreamConnection gone = connection;
    boolean wasReused = gone != null && gone.reused();
    boolean cutOff = gone != null && gone.cutOff();
    connection = null;
    if (spliced.allTaken()) {
      return; // the client still takes what the kernel holds
    }
    if (exchange.phase == Phase.ANSWERING) {
      if (!cutOff && relay.endedByClose()) {
        answered(false);
      } else {
        answerBroke();
      }
    } else if (exchange.phase == Phase.AWAITING_ANSWER) {
      retryOrFail(wasReused);
    } else if (exchange.phase == Phase.TUNNEL) {
      exchange.tunnelEnded();
    }
  }

  /** The client got nothing of an answer: tried again only when that can do no harm. */
  private void retryOrFail(boolean wasReused) {
    ServerRoute at = server;
    ClusterRoute in = exchange.cluster;
    if (at == null || in == null) {
      return;
    }
    boolean harmless = safe && held.replayable() && relay.untold();
    if (harmless && wasReused && relay.untouched()) {
      // The keep-alive race: not the server's fault, so the same server once more; over a new
      // connection, since the others in the pool may be as old.
      attempts.forgetLast();
      afresh = true;
    } else {
      blame("closed the connection without an answer");
      var _ = attempts.leftAfterFailure(in);
    }
    if (harmless && attempts.retry(in)) {
      loop.telemetry.retried(at.health());
      loop.telemetry.ended(at.health());
      server = null;
      without = Failure.SERVER_CLOSED;
      tryNext(in);
    } else {
      exchange.fail(Failure.SERVER_CLOSED);
      client.channel.flush();
    }
  }

  @Override
  public void upstreamWritable(boolean writable) {
    if (writable && exchange.phase != Phase.CONNECTING) {
      exchange.moved();
      client.reading(true);
    }
  }

  /** Nothing could be allocated for this exchange: it ends, which is no fault of the server. */
  @Override
  public void exhausted(Throwable cause) {
    loop.memory.failed(cause);
    exchange.fail(Failure.OUT_OF_MEMORY);
    client.channel.flush();
  }

  /** The client takes bytes again. */
  void goOn() {
    if (connection != null) {
      exchange.moved();
      if (!spliced.wanted()) {
        connection.channel().config().setAutoRead(true);
      }
    }
  }

  /** Whether the client is what the answer waits for. */
  boolean waitsForClient() {
    return spliced.held() > 0 || !client.channel.isWritable();
  }

  /** How many bytes were taken from the server that the client's connection has not taken. */
  int held() {
    return spliced.held();
  }

  /** Tells who was tried. */
  void tell(Entry entry) {
    entry.attempts = tries;
    entry.server = lastName == null ? NOBODY : lastName;
  }

  /** Counts a failure of the server that has the request. */
  void blame(String cause) {
    if (server != null) {
      loop.telemetry.failed(server.health());
      server.health().failedRequest(cause);
    }
  }

  /** Closes the connection in use, if there is one; what came over it goes no further. */
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

  /** The client is gone: nobody else may go on with its connections. */
  void leave() {
    discard();
    own.close();
  }

  void dropHeld() {
    held.drop();
  }

  /** The request is over. */
  void end() {
    sequence++;
    tunnel = null;
    held.drop();
    relay.forget();
    if (server != null) {
      loop.telemetry.ended(server.health());
      server = null;
    }
    attempts.end();
    tries = 0;
    lastName = null;
  }
}
