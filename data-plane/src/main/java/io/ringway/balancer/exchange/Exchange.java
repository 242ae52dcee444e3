package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.forwarding.DebugFields;
import io.ringway.balancer.forwarding.Forwarding;
import io.ringway.balancer.forwarding.RequestIds;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Methods;
import io.ringway.balancer.http.Scheme;
import io.ringway.balancer.http1.Chunks;
import io.ringway.balancer.http1.HeadReader;
import io.ringway.balancer.http1.RequestBody;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.tls.SniHost;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one request that is under way on a client's connection, from its head to the end of its
 * answer; reused for each request. All of it, the connection to a server too, runs on one event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public // a failed write closes the channel, which is heard
final class Exchange {

  private static final String CLIENT_LEFT = "client-left";

  final Head request;
  final RequestBody body = new RequestBody();
  final ServerSide server;
  Forwarding forwarding;
  private SocketAddress source;
  private final HeadReader reader;
  private final ExchangeEnvironment environment;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final Listener listener;
  private final Chunks.Sink toServer;
  private final AccessRecorder access;
  private final ExchangeTimeouts timeouts;

  /** Where the loop finds it again. */
  int slot;

  Phase phase = Phase.READING_HEAD;

  /** Null on a connection without TLS, and where the client named no host. */
  @Nullable SniHost sniHost;

  // Of the request under way, from its whole head on.

  /** Null before one is found, and when none serves it. */
  @Nullable ClusterRoute cluster;

  /** What it asks to change to, where its cluster allows that. */
  byte @Nullable [] protocol;

  /** For X-Request-Id, when it brings none. */
  long id;

  /** Where its key stands on the ring; only when {@link #placed}. */
  long keyHash;

  boolean placed;

  /** Whether a page of another origin may read the answer. */
  boolean cors;

  /** Null unless it may be told where it goes. */
  @Nullable DebugFields debug;

  private long startedNanos;
  private boolean keepAlive;
  private boolean counted;
  private boolean closeAfter;
  private boolean clientEnded;

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
    this.reader = HeadReader.ofRequests(request, environment.rules().limits());
    this.source = client.channel.remoteAddress();
    this.forwarding =
        new Forwarding(
            client.channel.remoteAddress(), environment.rules().trusted(), listener.scheme());
    this.server = new ServerSide(this, environment, loop, client);
    ServerSide to = server;
    this.toServer = (in, at, length) -> to.sendBody(in.retainedSlice(at, length));
  }

  /** The peer is a proxy, and this is whom it speaks for; told before the first request. */
  void sourceNamed(SocketAddress named, boolean overTls) {
    source = named;
    Scheme scheme = overTls ? Scheme.HTTPS : listener.scheme();
    forwarding = new Forwarding(named, environment.rules().trusted(), scheme);
  }

  /** The peer, or whom it speaks for. */
  SocketAddress source() {
    return source;
  }

  /** The header line with the time of now. */
  byte[] date() {
    return loop.date;
  }

  /** Bytes were handed over for the client. */
  void wroteToClient(int bytes) {
    loop.telemetry.sent(bytes);
    timeouts.wroteToClient(bytes);
  }

  /** Bytes of the answer's body were handed over for the client. */
  void wroteBodyToClient(int bytes) {
    access.body(bytes);
    wroteToClient(bytes);
  }

  /** Whether answers carry the id of their request. */
  boolean echoesId() {
    return environment.rules().echoRequestId();
  }

  /** A byte has moved: the time until the next one starts anew. */
  void progressed() {
    timeouts.progressed();
  }

  /** Whether what the client still sends is thrown away. */
  boolean discardsInput() {
    return phase == Phase.LINGERING || phase == Phase.CLOSED;
  }

  /** Takes what can be taken; false when the rest has to wait. */
  boolean step(ByteBuf in) {
    if (phase == Phase.READING_HEAD) {
      return readHead(in);
    }
    if (phase == Phase.TUNNEL) {
      server.sendBody(in.readRetainedSlice(in.readableBytes()));
      return true;
    }
    if (body.done() || discardsInput()) {
      return false;
    }
    int before = in.readableBytes();
    Chunks.Result result = body.feed(in, toServer);
    timeouts.bodyReceived(before - in.readableBytes());
    switch (result) {
      case MORE -> {}
      case DONE -> requestEnded();
      case BAD -> fail(Failure.BAD_CHUNK);
      case TOO_LARGE -> fail(Failure.BODY_TOO_LARGE);
    }
    return true;
  }

  private boolean readHead(ByteBuf in) {
    if (!client.channel.isWritable()) {
      return false; // it asks on, and does not read what it is answered
    }
    boolean first = reader.empty();
    Failure failure = loop.memoryBudget.heapFull() ? noMemory() : reader.feed(in);
    if (failure != null) {
      keepAlive = false;
      if (!reader.empty()
          && (failure == Failure.BAD_START_LINE || !Ascii.token(request.bytes()[0]))) {
        environment.errors().notHttp(client.channel.remoteAddress(), request.bytes()[0]);
      }
      fail(failure);
      return false;
    }
    if (!request.complete()) {
      if (first) {
        timeouts.headStarted();
      }
      return false;
    }
    begin();
    return true;
  }

  private Failure noMemory() {
    loop.memoryBudget.refused();
    return Failure.OUT_OF_MEMORY;
  }

  private void begin() {
    reset();
    timeouts.headComplete();
    body.start(request, environment.rules().limits().body());
    keepAlive = !request.close && (request.minor == 1 || request.keepAlive);
    Failure refusal =
        RequestAdmission.refusal(
            request, environment.rules(), loop.memoryBudget, forwarding, sniHost);
    if (refusal != null) {
      fail(refusal);
      return;
    }
    boolean options = request.methodIs(Methods.OPTIONS);
    if (request.maxForwards == 0) {
      respondLocally(200, out -> LocalResponse.options(this, closeAfter, out));
      return;
    }
    RoutingTable table = environment.active().current();
    ClusterRoute found = table.cluster(listener.port(), request);
    cluster = found;
    if (found == null) {
      fail(table == RoutingTable.EMPTY ? Failure.NO_CONFIGURATION : Failure.NO_CLUSTER);
      return;
    }
    cors = RequestAdmission.cors(found, request);
    if (cors && options && request.find(FieldName.PREFLIGHT_METHOD) >= 0) {
      respondLocally(204, out -> LocalResponse.preflight(this, closeAfter, out));
      return;
    }
    if (clientEnded && abortsOnHalfClose()) {
      end(); // earlier responses still leave
      return;
    }
    timeouts.clusterChosen(found);
    protocol = RequestAdmission.protocol(found, request);
    forwarding.read(request);
    loop.active++;
    counted = true;
    keyHash = RequestAdmission.hash(found, request, forwarding.client(), loop);
    placed = true;
    if (environment.rules().debug().shownBy(request)) {
      debug = new DebugFields(table.snapshot().revision(), found, keyHash);
    }
    boolean safe = options || request.methodIs(Methods.GET) || request.methodIs(Methods.HEAD);
    server.begin(found, keyHash, loop.fingerprint, safe);
  }

  /** A request is there; how its head was, only the answer will tell. */
  private void reset() {
    startedNanos = System.nanoTime();
    cluster = null;
    placed = false;
    cors = false;
    access.open();
    id = loop.random.nextLong();
    request.requestIdField = RequestIds.find(request);
  }

  private void requestEnded() {
    if (phase == Phase.AWAITING_RESPONSE && cluster != null) {
      timeouts.requestSent(cluster);
    }
  }

  /** A server is being tried; connecting has a time of its own. */
  void connecting() {
    phase = Phase.CONNECTING;
    timeouts.connecting();
  }

  /** The head, and what there was of the body, went to a server. */
  void sent() {
    phase = Phase.AWAITING_RESPONSE;
    if (body.done()) {
      requestEnded();
    } else {
      progressed();
    }
  }

  private boolean isLastResponse() {
    return !keepAlive
        || !body.done()
        || environment.draining().getAsBoolean()
        || listener.closed()
        || clientEnded && !client.hasMore();
  }

  /**
   * The final head of an answer is here.
   *
   * @param status of the answer
   * @param endsByClose whether the client can tell the answer's end only by the connection's
   * @return whether the connection closes after it
   */
  boolean beginResponse(ServerRoute from, int status, boolean endsByClose) {
    access.status(status);
    closeAfter = isLastResponse() || endsByClose;
    phase = Phase.RESPONDING;
    server.dropBufferedBody();
    loop.telemetry.answered(from.health(), status, (System.nanoTime() - startedNanos) / 1_000);
    progressed();
    return closeAfter;
  }

  /** The server has changed to the protocol that was asked for. */
  void switched(ServerRoute from) {
    phase = Phase.TUNNEL;
    timeouts.requestDone();
    access.status(101);
    server.dropBufferedBody();
    loop.telemetry.answered(from.health(), 101, (System.nanoTime() - startedNanos) / 1_000);
    progressed();
  }

  /** The server has closed a tunnel: what it said still goes to the client. */
  void tunnelEnded() {
    settle();
    linger();
    client.closeGently(clientEnded);
  }

  private ByteBuf localBuffer() {
    closeAfter = isLastResponse();
    return client.channel.alloc().buffer(512);
  }

  private void respondLocally(int status, Consumer<ByteBuf> words) {
    ByteBuf out = localBuffer();
    words.accept(out);
    access.status(status);
    writeLocal(out);
  }

  private void writeLocal(ByteBuf out) {
    wroteToClient(out.readableBytes());
    client.write(out);
    responseComplete();
  }

  /** Answers for the server; too late for that, the answer is broken off. */
  void fail(Failure failure) {
    if (phase == Phase.RESPONDING) {
      serverBrokeResponse();
      return;
    }
    server.discard();
    if (!request.complete()) {
      reset();
      body.neverReceived();
    }
    access.status(failure.status);
    access.failed(failure.reason);
    loop.telemetry.answeredItself(
        cluster == null ? null : cluster.config().id(), failure.status, failure.reason);
    ByteBuf out = localBuffer();
    closeAfter |= failure.closes;
    access.body(LocalResponse.problem(failure, this, closeAfter, out));
    writeLocal(out);
  }

  /** The server has not completed its answer. */
  void serverBrokeResponse() {
    abortResponse("broken-off");
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  void abortResponse(String reason) {
    access.failed(reason);
    linger();
    client.reset();
  }

  private void linger() {
    phase = Phase.LINGERING;
    timeouts.linger();
  }

  private void settle() {
    timeouts.requestDone();
    access.close(startedNanos);
    server.end();
    debug = null;
    if (counted) {
      counted = false;
      loop.active--;
    }
  }

  /** The answer is written: on to the next request, or close. */
  void responseComplete() {
    settle();
    if (closeAfter) {
      end();
      return;
    }
    phase = Phase.READING_HEAD;
    reader.reset();
    timeouts.responseComplete();
    client.next();
  }

  private void end() {
    linger();
    client.closeGently(body.done() || clientEnded);
  }

  /** Ends it when it has taken too long. */
  void checkDeadlines(long now) {
    listener.closeIfIdle(this, now);
    timeouts.check(now);
  }

  /** Whether a part of a head is here. */
  boolean readsHead() {
    return !reader.empty();
  }

  /** Whether no request is under way, no byte of one has come, and no answer waits to be read. */
  boolean idle() {
    return phase == Phase.READING_HEAD
        && reader.empty()
        && !client.hasMore()
        && !timeouts.writesPending();
  }

  /** When the last answer was written, or the connection accepted; while it is idle. */
  long idleSince() {
    return timeouts.idleSince();
  }

  /**
   * Closes it when it has been idle since before this time; else the next answer says that it will
   * close. A connection without a first request counts as idle for long.
   */
  public void drain(long idleBefore) {
    if (idle() && timeouts.idleBefore(idleBefore)) {
      abort();
    }
  }

  /** Closes it when it had an answer and has been idle since before this time. */
  void closeIfIdleAfterResponse(long idleBefore) {
    if (idle() && timeouts.idleAfterResponseBefore(idleBefore)) {
      abort();
    }
  }

  public void abort() {
    client.channel.close();
  }

  /** The client has closed its half: it is gone, unless its cluster still answers such clients. */
  void clientHalfClosed() {
    clientEnded = true;
    if (abortsOnHalfClose()) {
      access.failed(CLIENT_LEFT);
      switch (phase) {
        case CONNECTING, AWAITING_RESPONSE -> abort();
        case RESPONDING -> abortResponse(CLIENT_LEFT);
        case READING_HEAD, TUNNEL, LINGERING, CLOSED -> {}
      }
    } else if (!client.hasMore()) {
      inputConsumed();
    }
  }

  /**
   * Tells whether a half-close ends the request under way, of which nothing is to come any more.
   */
  private boolean abortsOnHalfClose() {
    ClusterRoute in = cluster;
    return in != null
        && body.done()
        && in.config().settings().relay().abortOnHalfClose()
        && switch (phase) {
          case CONNECTING, AWAITING_RESPONSE, RESPONDING -> true;
          case READING_HEAD -> request.complete(); // just begun
          case TUNNEL, LINGERING, CLOSED -> false;
        };
  }

  /** All that the client has sent so far was looked at. */
  void inputConsumed() {
    if (!clientEnded || client.hasMore()) {
      return;
    }
    switch (phase) {
      case READING_HEAD -> end();
      case CONNECTING, AWAITING_RESPONSE, RESPONDING -> {
        if (!body.done()) {
          abort();
        }
      }
      case TUNNEL -> server.clientEnded();
      case LINGERING -> abort();
      case CLOSED -> {}
    }
  }

  void clientGone() {
    if (phase != Phase.TUNNEL) {
      access.failed(CLIENT_LEFT);
    }
    phase = Phase.CLOSED;
    server.clientGone();
    settle();
  }
}
