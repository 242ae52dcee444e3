package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugFields;
import io.ringway.balancer.forwarding.RequestIds;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Scheme;
import io.ringway.balancer.http1.RequestBody;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one request and its response on a client's connection. It is reused for each
 * request of the connection. All of it, the connection to a server included, runs on one event
 * loop. {@link ExchangeEvent} lists its transitions.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
public final class Exchange {

  static final String CLIENT_LEFT = "client-left";

  final Head request;
  final RequestBody body = new RequestBody();
  final ServerSide server;
  final AccessRecorder access;
  final ExchangeTimeouts timeouts;
  final LocalResponder local;
  final ClientHalfClose halfClose;
  final RequestReader reader;
  final ClientIdentity identity;
  final Idleness idleness;
  private final ExchangeEnvironment environment;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final Listener listener;

  /** The index in the event loop's list of exchanges. */
  int slot;

  private Phase phase = Phase.READING_HEAD;

  // The state of the request under way, set once its head is complete.

  /** Null until a cluster is found, and when none serves the request. */
  @Nullable ClusterRoute cluster;

  /** The protocol that the request asks to switch to, when its cluster allows that. */
  byte @Nullable [] protocol;

  /** The value of X-Request-Id when the request has none. */
  long id;

  /** The position of the key on the ring; valid only when {@link #placed}. */
  long keyHash;

  boolean placed;

  /** Tells whether scripts of another origin may read the response. */
  boolean cors;

  /** Null unless the request shows the debug token. */
  @Nullable DebugFields debug;

  /** Tells whether the client keeps its connection open after this request. */
  boolean keepAlive;

  /** Tells whether the balancer closes the connection after this response. */
  boolean closeAfter;

  private long startedNanos;
  private boolean active;

  Exchange(
      ExchangeEnvironment environment,
      EventLoopContext loop,
      ClientSide client,
      Listener listener) {
    this.environment = environment;
    this.loop = loop;
    this.client = client;
    this.access = new AccessRecorder(this, loop);
    this.timeouts = new ExchangeTimeouts(this, client, loop, environment.rules().timeouts());
    this.listener = listener;
    this.request = new Head(loop.heads);
    this.identity =
        new ClientIdentity(
            client.channel.remoteAddress(), environment.rules().trusted(), listener.scheme());
    this.idleness = new Idleness(this, client);
    this.server = new ServerSide(this, environment, loop, client);
    this.local = new LocalResponder(this, loop, client);
    this.halfClose = new ClientHalfClose(this, client);
    this.reader =
        new RequestReader(
            this,
            environment,
            loop,
            client,
            new RequestDispatcher(this, environment, loop, listener));
  }

  /** Sets the client that a proxy named with the PROXY protocol, before the first request. */
  void sourceNamed(SocketAddress named, boolean overTls) {
    identity.named(named, overTls ? Scheme.HTTPS : listener.scheme());
  }

  Phase phase() {
    return phase;
  }

  private void on(ExchangeEvent event) {
    phase = event.after(phase);
  }

  /** Returns the {@code Date} field for the current second. */
  byte[] date() {
    return loop.date;
  }

  /** Counts bytes that were written to the client. */
  void wroteToClient(int bytes) {
    loop.telemetry.sent(bytes);
    timeouts.wroteToClient(bytes);
  }

  /** Counts bytes of a response's body that were written to the client. */
  void wroteBodyToClient(int bytes) {
    access.body(bytes);
    wroteToClient(bytes);
  }

  /** Returns whether responses carry the id of their request. */
  boolean echoesId() {
    return environment.rules().echoRequestId();
  }

  /** Restarts the idle timeout, since a byte was transferred. */
  void progressed() {
    timeouts.progressed();
  }

  /** Returns whether further input of the client is discarded. */
  boolean discardsInput() {
    return phase == Phase.LINGERING || phase == Phase.CLOSED;
  }

  /** Resets the state for a request, well-formed or not. */
  void startRequest() {
    startedNanos = System.nanoTime();
    cluster = null;
    placed = false;
    cors = false;
    access.open();
    id = loop.random.nextLong();
    request.requestIdField = RequestIds.find(request);
  }

  /** Counts the request among the active ones, of which the retry budget is a share. */
  void countAsActive() {
    loop.active++;
    active = true;
  }

  /** Starts the response timeout when the body of the request is complete. */
  void requestEnded() {
    if (phase == Phase.AWAITING_RESPONSE && cluster != null) {
      timeouts.requestSent(cluster);
    }
  }

  /** Looks for a server. Connecting has a timeout of its own. */
  void connecting() {
    on(ExchangeEvent.SERVER_CHOSEN);
    timeouts.connecting();
  }

  /** The head, and the part of the body that has come, were written to a server. */
  void sent() {
    on(ExchangeEvent.REQUEST_SENT);
    if (body.done()) {
      requestEnded();
    } else {
      progressed();
    }
  }

  /** Returns whether the next response has to say {@code Connection: close}. */
  boolean isLastResponse() {
    return !keepAlive
        || !body.done()
        || environment.draining().getAsBoolean()
        || listener.closed()
        || halfClose.ended() && !client.hasMore();
  }

  /**
   * Starts the final response.
   *
   * @param status of the response
   * @param endsByClose whether only closing the connection can tell the client where it ends
   * @return whether the connection closes after it
   */
  boolean beginResponse(ServerRoute from, int status, boolean endsByClose) {
    closeAfter = isLastResponse() || endsByClose;
    on(ExchangeEvent.RESPONSE_STARTED);
    record(from, status);
    return closeAfter;
  }

  /** Opens a tunnel: the server has switched to the protocol that was asked for. */
  void switched(ServerRoute from) {
    on(ExchangeEvent.UPGRADED);
    timeouts.requestDone();
    record(from, 101);
  }

  private void record(ServerRoute from, int status) {
    access.status(status);
    server.dropBufferedBody();
    loop.telemetry.answered(from.health(), status, (System.nanoTime() - startedNanos) / 1_000);
    progressed();
  }

  /** Ends a tunnel that the server has closed. Bytes on their way still go to the client. */
  void tunnelEnded() {
    settle();
    linger();
    client.closeGently(halfClose.ended());
  }

  /** Responds in place of a server. A response that has begun is aborted. */
  void fail(Failure failure) {
    if (phase == Phase.RESPONDING) {
      serverBrokeResponse();
    } else {
      local.problem(failure);
    }
  }

  /** Aborts a response that the server has not completed. */
  void serverBrokeResponse() {
    abortResponse("broken-off");
  }

  /** Resets the connection, so that the client does not take the response for complete. */
  void abortResponse(String reason) {
    access.failed(reason);
    linger();
    client.reset();
  }

  private void linger() {
    on(ExchangeEvent.CLOSING);
    timeouts.linger();
  }

  private void settle() {
    timeouts.requestDone();
    access.close(startedNanos);
    server.end();
    debug = null;
    if (active) {
      active = false;
      loop.active--;
    }
  }

  /** Goes on to the next request, or closes the connection. */
  void responseComplete() {
    settle();
    if (closeAfter || phase == Phase.LINGERING) {
      end();
      return;
    }
    on(ExchangeEvent.RESPONSE_COMPLETE);
    reader.reset();
    timeouts.responseComplete();
    client.next();
  }

  /** Closes the connection once everything was written. */
  void end() {
    linger();
    client.closeGently(body.done() || halfClose.ended());
  }

  /** Ends the exchange if it has exceeded a timeout. */
  void checkDeadlines(long now) {
    listener.closeIfIdle(this, now);
    timeouts.check(now);
  }

  /**
   * Closes the connection if it has been idle since before this time; otherwise the next response
   * says that it will close. A connection without a first request counts as idle for long.
   */
  public void drain(long idleBefore) {
    idleness.closeIfBefore(idleBefore);
  }

  /** Closes the client's connection at once. */
  public void abort() {
    client.channel.close();
  }

  /** Releases everything, since the client's connection is closed. */
  void clientGone() {
    if (phase != Phase.TUNNEL) {
      access.failed(CLIENT_LEFT);
    }
    on(ExchangeEvent.CLIENT_GONE);
    server.clientGone();
    settle();
  }
}
