package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.protocol.KeyFallback;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one request that is under way on a client's connection, from its head to the end of its
 * answer; reused for each request. All of it, the connection to a server too, runs on one event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
final class Exchange {

  static final byte[] HEAD = Ascii.of("HEAD");
  private static final byte[] GET = Ascii.of("GET");
  private static final byte[] OPTIONS = Ascii.of("OPTIONS");
  private static final byte[] TRACE = Ascii.of("TRACE");

  private static final long HEAD_MILLIS = 10_000;
  private static final long KEEP_ALIVE_MILLIS = 75_000;
  private static final long LINGER_MILLIS = 2_000;

  final Head request = new Head(true);
  final RequestBody body = new RequestBody();
  final ServerSide server;
  final byte[] address;
  private final Listeners proxy;
  private final Loop loop;
  private final ClientSide client;
  private final int port;
  private final Chunks.Sink toServer;

  int slot;
  Phase phase = Phase.READING_HEAD;
  @Nullable ClusterRoute cluster;
  long id;
  boolean cors;
  private long deadline;
  private long startedNanos;
  private boolean keepAlive;
  private boolean counted;
  private boolean closeAfter;

  Exchange(Listeners proxy, Loop loop, ClientSide client, int port) {
    this.proxy = proxy;
    this.loop = loop;
    this.client = client;
    this.port = port;
    this.address =
        client.channel.remoteAddress() instanceof InetSocketAddress remote
            ? Ascii.of(remote.getAddress().getHostAddress())
            : Ascii.of("unknown");
    this.server = new ServerSide(this, proxy, loop, client);
    ServerSide to = server;
    this.toServer = (in, at, length) -> to.body(in.retainedSlice(at, length));
    deadlineIn(HEAD_MILLIS);
  }

  private void deadlineIn(long millis) {
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void idleDeadline() {
    if (cluster != null) {
      deadlineIn(cluster.config().timeouts().idleMillis());
    }
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
    if (body.done() || over()) {
      return false;
    }
    switch (body.feed(in, toServer)) {
      case MORE -> {}
      case DONE -> requestEnded();
      case BAD -> fail(Failure.BAD_CHUNK);
    }
    return true;
  }

  private boolean readHead(ByteBuf in) {
    boolean first = request.empty();
    Failure failure = request.feed(in);
    if (failure != null) {
      keepAlive = false;
      fail(failure);
      return false;
    }
    if (!request.complete()) {
      if (first) {
        deadlineIn(HEAD_MILLIS);
      }
      return false;
    }
    begin();
    return true;
  }

  private void begin() {
    startedNanos = System.nanoTime();
    deadline = Long.MAX_VALUE;
    body.start(request);
    keepAlive = !request.close && (request.minor == 1 || request.keepAlive);
    cors = false;
    cluster = null;
    if (request.methodIs(TRACE)) {
      fail(Failure.METHOD_REFUSED);
      return;
    }
    if (Rewrite.passedBefore(request)) {
      fail(Failure.LOOP);
      return;
    }
    RoutingTable table = proxy.active().current();
    ClusterRoute found = table.cluster(port, request);
    cluster = found;
    if (found == null) {
      fail(table == RoutingTable.EMPTY ? Failure.NO_CONFIGURATION : Failure.NO_CLUSTER);
      return;
    }
    cors = corsAllowed(found);
    boolean options = request.methodIs(OPTIONS);
    if (cors && options && request.find(HeaderName.PREFLIGHT_METHOD) >= 0) {
      closeAfter = !keepAlive || !body.done() || proxy.draining();
      ByteBuf out = client.channel.alloc().buffer(512);
      LocalAnswer.preflight(request, closeAfter, out);
      client.channel.write(out);
      answered();
      return;
    }
    id = loop.random.nextLong();
    loop.active++;
    counted = true;
    server.begin(found, hashOf(found), options || request.methodIs(GET) || request.methodIs(HEAD));
  }

  private boolean corsAllowed(ClusterRoute found) {
    if (found.cors().none()) {
      return false;
    }
    int origin = request.find(HeaderName.ORIGIN);
    return origin >= 0
        && found
            .cors()
            .allows(request.bytes(), request.valueStart(origin), request.valueEnd(origin));
  }

  private long hashOf(ClusterRoute found) {
    if (found.keys().find(request, address, loop.key)) {
      return loop.key.hash(found.ring().keyHash());
    }
    return found.config().keyFallback() == KeyFallback.RANDOM
        ? loop.random.nextLong()
        : found.ring().keyHash().hash(address, 0, address.length);
  }

  private void requestEnded() {
    if (phase == Phase.AWAITING_ANSWER && cluster != null) {
      deadlineIn(cluster.config().timeouts().responseMillis());
    }
  }

  /** A server is being tried; connecting has a time of its own. */
  void connecting() {
    phase = Phase.CONNECTING;
    deadline = Long.MAX_VALUE;
  }

  /** The head, and what there was of the body, went to a server. */
  void sent() {
    phase = Phase.AWAITING_ANSWER;
    if (body.done()) {
      requestEnded();
    } else {
      idleDeadline();
    }
  }

  /**
   * The final head of an answer is here.
   *
   * @param endsByClose whether the client can tell the answer's end only by the connection's
   * @return whether the connection closes after it
   */
  boolean answering(ServerRoute from, int status, boolean endsByClose) {
    closeAfter = !keepAlive || !body.done() || proxy.draining() || endsByClose;
    phase = Phase.ANSWERING;
    server.dropHeld();
    loop.telemetry.answered(from.health(), status, (System.nanoTime() - startedNanos) / 1_000);
    idleDeadline();
    return closeAfter;
  }

  /** Answers for the server; too late for that, the answer is broken off. */
  void fail(Failure failure) {
    if (phase == Phase.ANSWERING) {
      broken();
      return;
    }
    server.discard();
    if (failure.status >= 500 && cluster != null) {
      loop.telemetry.unserved(cluster.config().id());
    } else {
      loop.telemetry.refused(cluster == null ? null : cluster.config().id());
    }
    if (!request.complete()) {
      body.neverCame();
    }
    closeAfter = failure.closes || !keepAlive || !body.done() || proxy.draining();
    ByteBuf out = client.channel.alloc().buffer(512);
    LocalAnswer.problem(failure, request, cors, closeAfter, out);
    client.channel.write(out);
    answered();
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  void broken() {
    server.blame();
    linger();
    client.reset();
  }

  private void linger() {
    phase = Phase.LINGERING;
    deadlineIn(LINGER_MILLIS);
  }

  private void settle() {
    server.end();
    if (counted) {
      counted = false;
      loop.active--;
    }
  }

  /** The answer is written: on to the next request, or close. */
  void answered() {
    settle();
    if (closeAfter) {
      linger();
      client.closeGently(body.done());
      return;
    }
    phase = Phase.READING_HEAD;
    request.reset();
    deadlineIn(KEEP_ALIVE_MILLIS);
    client.next();
  }

  void checkDeadline(long now) {
    if (deadline == Long.MAX_VALUE || now - deadline < 0) {
      return;
    }
    deadline = Long.MAX_VALUE;
    switch (phase) {
      case READING_HEAD -> {
        if (request.empty()) {
          abort();
        } else {
          fail(Failure.HEAD_TIMEOUT);
        }
      }
      case AWAITING_ANSWER -> {
        if (body.done()) {
          server.blame();
        }
        fail(body.done() ? Failure.RESPONSE_TIMEOUT : Failure.BODY_TIMEOUT);
      }
      case ANSWERING -> broken();
      case LINGERING -> abort();
      case CONNECTING, CLOSED -> {}
    }
    client.channel.flush();
  }

  /**
   * Closes it when it has been idle since before this time; else the next answer says that it will
   * close. A connection without a first request counts as idle for long.
   */
  void drain(long idleBefore) {
    long idleSince = deadline - TimeUnit.MILLISECONDS.toNanos(KEEP_ALIVE_MILLIS);
    if (phase == Phase.READING_HEAD
        && request.empty()
        && !client.hasMore()
        && idleSince - idleBefore <= 0) {
      abort();
    }
  }

  void abort() {
    client.channel.close();
  }

  /** The client has closed its half: a request that is whole still gets its answer. */
  void clientSaidAll() {
    keepAlive = false;
    closeAfter = true;
    if (phase == Phase.READING_HEAD && !client.hasMore()
        || !body.done()
        || phase == Phase.LINGERING) {
      abort();
    }
  }

  void clientGone() {
    phase = Phase.CLOSED;
    server.discard();
    settle();
  }
}
