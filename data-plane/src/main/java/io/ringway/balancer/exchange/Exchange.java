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
  private final EventLoopContext eventLoopContext;
  private final ClientSide client;
  private final Listener listener;
  private final Chunks.Sink toServer;
  private final AccessRecorder accessRecorder;
  private final ExchangeTimeouts exchangeTimeouts;

  /** Where the loop finds it again. */
  int slot;

  Phase phase = Phase.READING_HEAD;

  /** Null on a connection without TLS, and where the client named no host. */
  @Nullable SniHost asked;

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
  private boolean clientDone;

  Exchange(
      ExchangeEnvironment environment,
      EventLoopContext eventLoopContext,
      ClientSide client,
      Listener listener) {
    this.environment = environment;
    this.eventLoopContext = eventLoopContext;
    this.client = client;
    this.accessRecorder = new AccessRecorder(this, eventLoopContext);
    this.exchangeTimeouts =
        new ExchangeTimeouts(this, client, eventLoopContext, environment.rules().timeouts());
    this.listener = listener;
    this.request = new Head(eventLoopContext.heads);
    this.reader = HeadReader.ofRequests(request, environment.rules().limits());
    this.source = client.channel.remoteAddress();
    this.forwarding =
        new Forwarding(
            client.channel.remoteAddress(), environment.rules().trusted(), listener.scheme());
    this.server = new ServerSide(this, environment, eventLoopContext, client);
    ServerSide to = server;
    this.toServer = (in, at, length) -> to.body(in.retainedSlice(at, length));
  }

  /** The peer is a proxy, and this is whom it speaks for; told before the first request. */
  void comesFrom(SocketAddress named, boolean overTls) {
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
    return eventLoopContext.date;
  }

  /** Bytes were handed over for the client. */
  void handed(int bytes) {
    eventLoopContext.telemetry.sent(bytes);
    exchangeTimeouts.handed(bytes);
  }

  /** Bytes of the answer's body were handed over for the client. */
  void handedBody(int bytes) {
    accessRecorder.body(bytes);
    handed(bytes);
  }

  /** Whether answers carry the id of their request. */
  boolean echoesId() {
    return environment.rules().echoRequestId();
  }

  /** A byte has moved: the time until the next one starts anew. */
  void moved() {
    exchangeTimeouts.moved();
  }

  /** Whether what the client still sends is thrown away. */
  boolean over() {
    return phase == Phase.LINGERING || phase == Phase.CLOSED;
  }

  /** Takes what can be taken; false when the rest has to wait. */
  boolean step(ByteBuf in) {
    if (phase == Phase.READING_HEAD) {
      return readHead(in);
    }
    if (phase == Phase.TUNNEL) {
      server.body(in.readRetainedSlice(in.readableBytes()));
      return true;
    }
    if (body.done() || over()) {
      return false;
    }
    int before = in.readableBytes();
    Chunks.Result result = body.feed(in, toServer);
    exchangeTimeouts.came(before - in.readableBytes());
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
    Failure failure = eventLoopContext.memoryBudget.heapFull() ? noMemory() : reader.feed(in);
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
        exchangeTimeouts.headBegun();
      }
      return false;
    }
    begin();
    return true;
  }

  private Failure noMemory() {
    eventLoopContext.memoryBudget.refused();
    return Failure.OUT_OF_MEMORY;
  }

  private void begin() {
    begun();
    exchangeTimeouts.headWhole();
    body.start(request, environment.rules().limits().body());
    keepAlive = !request.close && (request.minor == 1 || request.keepAlive);
    Failure refusal =
        RequestAdmission.refusal(
            request, environment.rules(), eventLoopContext.memoryBudget, forwarding, asked);
    if (refusal != null) {
      fail(refusal);
      return;
    }
    boolean options = request.methodIs(Methods.OPTIONS);
    if (request.maxForwards == 0) {
      answerHere(200, out -> LocalResponse.options(this, closeAfter, out));
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
      answerHere(204, out -> LocalResponse.preflight(this, closeAfter, out));
      return;
    }
    if (clientDone && aborts()) {
      end(); // earlier responses still leave
      return;
    }
    exchangeTimeouts.placed(found);
    protocol = RequestAdmission.protocol(found, request);
    forwarding.read(request);
    eventLoopContext.active++;
    counted = true;
    keyHash = RequestAdmission.hash(found, request, forwarding.client(), eventLoopContext);
    placed = true;
    if (environment.rules().debug().shownBy(request)) {
      debug = new DebugFields(table.snapshot().revision(), found, keyHash);
    }
    boolean safe = options || request.methodIs(Methods.GET) || request.methodIs(Methods.HEAD);
    server.begin(found, keyHash, eventLoopContext.fingerprint, safe);
  }

  /** A request is there; how its head was, only the answer will tell. */
  private void begun() {
    startedNanos = System.nanoTime();
    cluster = null;
    placed = false;
    cors = false;
    accessRecorder.open();
    id = eventLoopContext.random.nextLong();
    request.idLine = RequestIds.find(request);
  }

  private void requestEnded() {
    if (phase == Phase.AWAITING_ANSWER && cluster != null) {
      exchangeTimeouts.awaiting(cluster);
    }
  }

  /** A server is being tried; connecting has a time of its own. */
  void connecting() {
    phase = Phase.CONNECTING;
    exchangeTimeouts.connecting();
  }

  /** The head, and what there was of the body, went to a server. */
  void sent() {
    phase = Phase.AWAITING_ANSWER;
    if (body.done()) {
      requestEnded();
    } else {
      moved();
    }
  }

  private boolean lastAnswer() {
    return !keepAlive
        || !body.done()
        || environment.draining().getAsBoolean()
        || listener.closed()
        || clientDone && !client.hasMore();
  }

  /**
   * The final head of an answer is here.
   *
   * @param status of the answer
   * @param endsByClose whether the client can tell the answer's end only by the connection's
   * @return whether the connection closes after it
   */
  boolean answering(ServerRoute from, int status, boolean endsByClose) {
    accessRecorder.status(status);
    closeAfter = lastAnswer() || endsByClose;
    phase = Phase.ANSWERING;
    server.dropHeld();
    eventLoopContext.telemetry.answered(
        from.health(), status, (System.nanoTime() - startedNanos) / 1_000);
    moved();
    return closeAfter;
  }

  /** The server has changed to the protocol that was asked for. */
  void switched(ServerRoute from) {
    phase = Phase.TUNNEL;
    exchangeTimeouts.settled();
    accessRecorder.status(101);
    server.dropHeld();
    eventLoopContext.telemetry.answered(
        from.health(), 101, (System.nanoTime() - startedNanos) / 1_000);
    moved();
  }

  /** The server has closed a tunnel: what it said still goes to the client. */
  void tunnelEnded() {
    settle();
    linger();
    client.closeGently(clientDone);
  }

  private ByteBuf localAnswer() {
    closeAfter = lastAnswer();
    return client.channel.alloc().buffer(512);
  }

  private void answerHere(int status, Consumer<ByteBuf> words) {
    ByteBuf out = localAnswer();
    words.accept(out);
    accessRecorder.status(status);
    answer(out);
  }

  private void answer(ByteBuf out) {
    handed(out.readableBytes());
    client.write(out);
    answered();
  }

  /** Answers for the server; too late for that, the answer is broken off. */
  void fail(Failure failure) {
    if (phase == Phase.ANSWERING) {
      brokenOff();
      return;
    }
    server.discard();
    if (!request.complete()) {
      begun();
      body.neverCame();
    }
    accessRecorder.status(failure.status);
    accessRecorder.because(failure.reason);
    eventLoopContext.telemetry.answeredItself(
        cluster == null ? null : cluster.config().id(), failure.status, failure.reason);
    ByteBuf out = localAnswer();
    closeAfter |= failure.closes;
    accessRecorder.body(LocalResponse.problem(failure, this, closeAfter, out));
    answer(out);
  }

  /** The server has not completed its answer. */
  void brokenOff() {
    broken("broken-off");
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  void broken(String reason) {
    accessRecorder.because(reason);
    linger();
    client.reset();
  }

  private void linger() {
    phase = Phase.LINGERING;
    exchangeTimeouts.linger();
  }

  private void settle() {
    exchangeTimeouts.settled();
    accessRecorder.close(startedNanos);
    server.end();
    debug = null;
    if (counted) {
      counted = false;
      eventLoopContext.active--;
    }
  }

  /** The answer is written: on to the next request, or close. */
  void answered() {
    settle();
    if (closeAfter) {
      end();
      return;
    }
    phase = Phase.READING_HEAD;
    reader.reset();
    exchangeTimeouts.answered();
    client.next();
  }

  private void end() {
    linger();
    client.closeGently(body.done() || clientDone);
  }

  /** Ends it when it has taken too long. */
  void check(long now) {
    listener.check(this, now);
    exchangeTimeouts.check(now);
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
        && !exchangeTimeouts.owes();
  }

  /** When the last answer was written, or the connection accepted; while it is idle. */
  long idleSince() {
    return exchangeTimeouts.idleSince();
  }

  /**
   * Closes it when it has been idle since before this time; else the next answer says that it will
   * close. A connection without a first request counts as idle for long.
   */
  public void drain(long idleBefore) {
    if (idle() && exchangeTimeouts.idleBefore(idleBefore)) {
      abort();
    }
  }

  /** Closes it when it had an answer and has been idle since before this time. */
  void leave(long idleBefore) {
    if (idle() && exchangeTimeouts.restedBefore(idleBefore)) {
      abort();
    }
  }

  public void abort() {
    client.channel.close();
  }

  /** The client has closed its half: it is gone, unless its cluster still answers such clients. */
  void clientSaidAll() {
    clientDone = true;
    if (aborts()) {
      accessRecorder.because(CLIENT_LEFT);
      switch (phase) {
        case CONNECTING, AWAITING_ANSWER -> abort();
        case ANSWERING -> broken(CLIENT_LEFT);
        case READING_HEAD, TUNNEL, LINGERING, CLOSED -> {}
      }
    } else if (!client.hasMore()) {
      caughtUp();
    }
  }

  /**
   * Tells whether a half-close ends the request under way, of which nothing is to come any more.
   */
  private boolean aborts() {
    ClusterRoute in = cluster;
    return in != null
        && body.done()
        && in.config().settings().relay().abortOnHalfClose()
        && switch (phase) {
          case CONNECTING, AWAITING_ANSWER, ANSWERING -> true;
          case READING_HEAD -> request.complete(); // just begun
          case TUNNEL, LINGERING, CLOSED -> false;
        };
  }

  /** All that the client has sent so far was looked at. */
  void caughtUp() {
    if (!clientDone || client.hasMore()) {
      return;
    }
    switch (phase) {
      case READING_HEAD -> end();
      case CONNECTING, AWAITING_ANSWER, ANSWERING -> {
        if (!body.done()) {
          abort();
        }
      }
      case TUNNEL -> server.clientSaidAll();
      case LINGERING -> abort();
      case CLOSED -> {}
    }
  }

  void clientGone() {
    if (phase != Phase.TUNNEL) {
      accessRecorder.because(CLIENT_LEFT);
    }
    phase = Phase.CLOSED;
    server.leave();
    settle();
  }
}
