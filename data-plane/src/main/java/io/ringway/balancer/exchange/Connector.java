package io.ringway.balancer.exchange;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.ringway.balancer.accesslog.AccessEntry;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.proxyprotocol.ProxyProtocolEncoder;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.tls.HandshakeFailedException;
import io.ringway.balancer.upstream.DedicatedConnections;
import io.ringway.balancer.upstream.Upstream;
import io.ringway.balancer.upstream.UpstreamConnection;
import io.ringway.balancer.upstream.UpstreamFullException;
import io.ringway.protocol.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Gets a request a connection to a server: an idle one or a new one, to the server that its key
 * belongs to, or to the next when that one cannot be reached.
 */
final class Connector {

  private static final byte[] NOBODY = new byte[0];

  private final Exchange exchange;
  private final ExchangeEnvironment environment;
  private final EventLoopContext eventLoopContext;
  private final ClientSide client;
  private final ServerSide side;
  private final Attempts attempts;
  private final DedicatedConnections own = new DedicatedConnections();
  private long sequence;
  private boolean afresh;
  private Failure without = Failure.NO_SERVER;
  private int tries;
  private byte @Nullable [] lastName;

  Connector(
      Exchange exchange,
      ExchangeEnvironment environment,
      EventLoopContext eventLoopContext,
      ClientSide client,
      ServerSide side) {
    this.exchange = exchange;
    this.environment = environment;
    this.eventLoopContext = eventLoopContext;
    this.client = client;
    this.side = side;
    this.attempts = new Attempts(eventLoopContext);
  }

  /** Begins with a new request. */
  void begin(ClusterRoute in, long hash, long fingerprint) {
    afresh = false;
    without = Failure.NO_SERVER;
    attempts.start(in, hash, fingerprint);
    tryNext(in);
  }

  private void tryNext(ClusterRoute in) {
    exchange.connecting();
    ServerRoute next = attempts.next(in);
    side.trying(next);
    if (exchange.debug != null) {
      exchange.debug.because(attempts.why(in));
    }
    if (next == null) {
      exchange.fail(without);
      return;
    }
    tries++;
    lastName = next.nameBytes();
    eventLoopContext.telemetry.begun(next.health());
    UpstreamConnection pooled = afresh ? null : idle(next.upstream());
    if (pooled != null) {
      side.send(pooled);
      return;
    }
    long expected = ++sequence;
    next.upstream()
        .connect(
            eventLoopContext.index,
            eventLoopContext.executor,
            environment.connecting(),
            in.config().settings().timeouts().connectMillis(),
            preface(next.upstream().proxyProtocol()),
            side,
            (made, failure) -> {
              if (expected != sequence || exchange.phase != Phase.CONNECTING) {
                if (made != null) {
                  made.discard();
                }
              } else if (made != null) {
                side.send(made);
              } else {
                notConnected(in, next, failure);
              }
            });
  }

  private @Nullable UpstreamConnection idle(Upstream to) {
    return to.proxyProtocol() == ProxyProtocol.OFF
        ? to.poll(eventLoopContext.index, side)
        : own.poll(to, side);
  }

  private byte[] preface(ProxyProtocol version) {
    return version == ProxyProtocol.OFF
        ? NOBODY
        : ProxyProtocolEncoder.naming(version, exchange.source(), client.channel.localAddress());
  }

  /**
   * Nothing was sent: the next candidate, whatever the method. Waiting in vain is an attempt, and
   * so is a handshake.
   */
  private void notConnected(ClusterRoute in, ServerRoute at, @Nullable Throwable failure) {
    eventLoopContext.telemetry.ended(at.health());
    side.trying(null);
    if (failure instanceof UpstreamFullException) {
      eventLoopContext.telemetry.spilled(at.health());
      tryNext(in);
      return;
    }
    eventLoopContext.telemetry.failed(at.health());
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
    eventLoopContext.telemetry.retried(at.health());
    tryNext(in);
  }

  /**
   * The server has closed the connection before it answered: tries again, when there is a retry
   * left.
   *
   * @param harmless whether the request may be sent twice
   * @param blameless whether the connection was an old one that the server may close at any time;
   *     then it is the same server's turn once more, over a new connection, since the others in the
   *     pool may be as old
   * @return whether it is tried
   */
  boolean again(ClusterRoute in, ServerRoute at, boolean harmless, boolean blameless) {
    if (blameless) {
      attempts.forgetLast();
      afresh = true;
    } else {
      var _ = attempts.leftAfterFailure(in);
    }
    if (!harmless || !attempts.retry(in)) {
      return false;
    }
    eventLoopContext.telemetry.retried(at.health());
    eventLoopContext.telemetry.ended(at.health());
    side.trying(null);
    without = Failure.SERVER_CLOSED;
    tryNext(in);
    return true;
  }

  /** Keeps a connection that only this client may go on with. */
  void keep(UpstreamConnection done) {
    own.keep(done);
  }

  /** Tells who was tried. */
  void tell(AccessEntry accessEntry) {
    accessEntry.attempts = tries;
    accessEntry.server = lastName == null ? NOBODY : lastName;
  }

  /** The request is over. */
  void end() {
    sequence++;
    attempts.end();
    tries = 0;
    lastName = null;
  }

  /** The client is gone: nobody else may go on with its connections. */
  void close() {
    own.close();
  }
}
