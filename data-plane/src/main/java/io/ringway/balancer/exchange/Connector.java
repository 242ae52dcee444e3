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
 * The connector of an exchange: finds an idle connection to a server or opens one, first to the
 * server that owns the key, then to the next ones.
 */
final class Connector {

  private static final byte[] NO_BYTES = new byte[0];

  private final Exchange exchange;
  private final ExchangeEnvironment environment;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final ServerSide server;
  private final Attempts attempts;
  private final DedicatedConnections dedicated = new DedicatedConnections();
  private long attemptId;
  private boolean onlyNewConnection;
  private Failure failureWithoutServer = Failure.NO_SERVER;
  private int attemptCount;
  private byte @Nullable [] lastServerName;

  Connector(
      Exchange exchange,
      ExchangeEnvironment environment,
      EventLoopContext loop,
      ClientSide client,
      ServerSide side) {
    this.exchange = exchange;
    this.environment = environment;
    this.loop = loop;
    this.client = client;
    this.server = side;
    this.attempts = new Attempts(loop);
  }

  /** Starts with a new request. */
  void begin(ClusterRoute in, long hash, long fingerprint) {
    onlyNewConnection = false;
    failureWithoutServer = Failure.NO_SERVER;
    attempts.start(in, hash, fingerprint);
    tryNext(in);
  }

  private void tryNext(ClusterRoute in) {
    exchange.connecting();
    ServerRoute next = attempts.next(in);
    server.setServer(next);
    if (exchange.debug != null) {
      exchange.debug.reason(attempts.reason(in));
    }
    if (next == null) {
      exchange.fail(failureWithoutServer);
      return;
    }
    attemptCount++;
    lastServerName = next.nameBytes();
    loop.telemetry.begun(next.health());
    UpstreamConnection pooled = onlyNewConnection ? null : idle(next.upstream());
    if (pooled != null) {
      server.send(pooled);
      return;
    }
    long expected = ++attemptId;
    next.upstream()
        .connect(
            loop.index,
            loop.executor,
            environment.connecting(),
            in.config().settings().timeouts().connectMillis(),
            proxyProtocolHeader(next.upstream().proxyProtocol()),
            server,
            (made, failure) -> {
              if (expected != attemptId || exchange.phase() != Phase.CONNECTING) {
                if (made != null) {
                  made.discard();
                }
              } else if (made != null) {
                server.send(made);
              } else {
                notConnected(in, next, failure);
              }
            });
  }

  private @Nullable UpstreamConnection idle(Upstream to) {
    return to.proxyProtocol() == ProxyProtocol.OFF
        ? to.poll(loop.index, server)
        : dedicated.poll(to, server);
  }

  private byte[] proxyProtocolHeader(ProxyProtocol version) {
    return version == ProxyProtocol.OFF
        ? NO_BYTES
        : ProxyProtocolEncoder.naming(
            version, exchange.identity.source(), client.channel.localAddress());
  }

  /**
   * Tries the next candidate, whatever the method, since nothing was sent. A connect timeout and a
   * failed TLS handshake count as attempts.
   */
  private void notConnected(ClusterRoute in, ServerRoute at, @Nullable Throwable failure) {
    loop.telemetry.ended(at.health());
    server.setServer(null);
    if (failure instanceof UpstreamFullException) {
      loop.telemetry.spilled(at.health());
      tryNext(in);
      return;
    }
    loop.telemetry.failed(at.health());
    if (!(failure instanceof ChannelException)) {
      at.health().failedByTraffic(failure);
    } // otherwise this process has no socket left, which is not the server's fault
    boolean unproved = failure instanceof HandshakeFailedException;
    if (unproved) {
      failureWithoutServer = Failure.SERVER_TLS;
    }
    if ((unproved || failure instanceof ConnectTimeoutException) && !attempts.countFailure(in)) {
      exchange.fail(unproved ? Failure.SERVER_TLS : Failure.NO_SERVER);
      return;
    }
    loop.telemetry.retried(at.health());
    tryNext(in);
  }

  /**
   * Tries again after the server closed the connection before it responded, if a retry is left.
   *
   * @param harmless whether the request may be sent twice
   * @param blameless whether the connection was a reused one, which the server may close at any
   *     time; then the same server is tried again over a new connection, since the others in the
   *     pool may be as old
   * @return whether there is another attempt
   */
  boolean retry(ClusterRoute in, ServerRoute at, boolean harmless, boolean blameless) {
    if (blameless) {
      attempts.forgetLast();
      onlyNewConnection = true;
    } else {
      var _ = attempts.countFailure(in);
    }
    if (!harmless || !attempts.takeRetry(in)) {
      return false;
    }
    loop.telemetry.retried(at.health());
    loop.telemetry.ended(at.health());
    server.setServer(null);
    failureWithoutServer = Failure.SERVER_CLOSED;
    tryNext(in);
    return true;
  }

  /** Keeps a connection that only this client may use. */
  void keep(UpstreamConnection done) {
    dedicated.keep(done);
  }

  /** Records the attempts in an entry of the access log. */
  void record(AccessEntry accessEntry) {
    accessEntry.attempts = attemptCount;
    accessEntry.server = lastServerName == null ? NO_BYTES : lastServerName;
  }

  /** Ends the request. */
  void end() {
    attemptId++;
    attempts.end();
    attemptCount = 0;
    lastServerName = null;
  }

  /** Closes the connections that only this client may use. */
  void close() {
    dedicated.close();
  }
}
