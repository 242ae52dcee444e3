package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.upstream.UpstreamConnection;
import io.ringway.protocol.KeyFallback;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and the one request that is under way on it; reused for each request. All
 * of it, its connection to a server too, runs on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
final class Exchange extends ChannelInboundHandlerAdapter implements UpstreamConnection.User {

  /** Where the request under way is. */
  private enum Phase {
    /** Waiting for a request head, or in the midst of one. */
    READING_HEAD,
    /** A server is chosen, its connection is not there yet; the body is held. */
    CONNECTING,
    /** The head went to the server; the body may still be on its way. */
    AWAITING_ANSWER,
    /** The head of the answer went to the client: from here on nothing can be tried again. */
    ANSWERING,
    /** All is said; the rest of what the client sends is thrown away before closing. */
    LINGERING,
    /** The client is gone. */
    CLOSED
  }

  /** Where the answer's body ends. */
  private enum Body {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  static final byte[] HEAD = Ascii.of("HEAD");
  private static final byte[] GET = Ascii.of("GET");
  private static final byte[] OPTIONS = Ascii.of("OPTIONS");
  private static final byte[] TRACE = Ascii.of("TRACE");
  private static final ByteBuf CRLF =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Rewrite.CRLF));
  private static final ByteBuf LAST_CHUNK =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Ascii.of("0\r\n\r\n")));

  private static final int HELD_MAX = 64 << 10;
  private static final int LINGER_MAX = 1 << 20;
  private static final int MAX_INTERIM = 16;
  private static final long HEAD_MILLIS = 10_000;
  private static final long KEEP_ALIVE_MILLIS = 75_000;
  private static final long LINGER_MILLIS = 2_000;

  private final Listeners proxy;
  private final Loop loop;
  private final Channel client;
  private final int port;
  private final byte[] address;
  private final Head request = new Head(true);
  private final Head answer = new Head(false);
  private final Chunks requestChunks = new Chunks();
  private final Chunks answerChunks = new Chunks();
  private final Chunks.Sink toServer = (in, at, length) -> sendBody(in.retainedSlice(at, length));
  private final Chunks.Sink toClient =
      (in, at, length) -> client().write(in.retainedSlice(at, length));
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();

  int slot;
  private Phase phase = Phase.READING_HEAD;
  private long deadline;
  private @Nullable ByteBuf pending;
  private @Nullable UpstreamConnection upstream;
  private @Nullable ClusterRoute cluster;
  private @Nullable ServerRoute server;
  private long sequence;
  private int[] tried = new int[8];
  private int triedCount;
  private int attempts;
  private int interim;
  private long hash;
  private long id;
  private long startedNanos;
  private long requestLeft;
  private boolean requestDone;
  private boolean keepAlive;
  private boolean safe;
  private boolean cors;
  private boolean counted;
  private boolean retry;
  private int heldBytes;
  private boolean replayable;
  private Body body = Body.NONE;
  private long answerLeft;
  private boolean closeAfter;
  private boolean fed;
  private int lingered;

  Exchange(Listeners proxy, Loop loop, Channel client, int port) {
    this.proxy = proxy;
    this.loop = loop;
    this.client = client;
    this.port = port;
    this.address =
        client.remoteAddress() instanceof InetSocketAddress remote
            ? Ascii.of(remote.getAddress().getHostAddress())
            : Ascii.of("unknown");
    deadlineIn(HEAD_MILLIS);
    loop.add(this);
  }

  private Channel client() {
    return client;
  }

  private void deadlineIn(long millis) {
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  // ---- from the client

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      lingered += in.readableBytes();
      in.release();
      if (lingered > LINGER_MAX) {
        client.close();
      }
      return;
    }
    if (pending != null) {
      pending.writeBytes(in);
      in.release();
      in = pending;
      pending = null;
    }
    consume(in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (fed && upstream != null) {
      fed = false;
      upstream.channel().flush();
    }
    client.flush();
  }

  private void consume(ByteBuf in) {
    while (in.isReadable() && step(in)) {}
    if (!in.isReadable() || phase == Phase.LINGERING || phase == Phase.CLOSED) {
      in.release();
      return;
    }
    // Read ahead of the answer: kept up to a bound, then the client waits.
    ByteBuf rest = client.alloc().buffer(in.readableBytes());
    rest.writeBytes(in);
    in.release();
    pending = rest;
    if (rest.readableBytes() >= HELD_MAX) {
      client.config().setAutoRead(false);
    }
  }

  /** Takes what can be taken; false when the rest has to wait. */
  private boolean step(ByteBuf in) {
    if (phase == Phase.READING_HEAD) {
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
    if (requestDone || phase == Phase.LINGERING || phase == Phase.CLOSED) {
      return false;
    }
    requestBody(in);
    return true;
  }

  private void begin() {
    startedNanos = System.nanoTime();
    deadline = Long.MAX_VALUE;
    requestLeft = Math.max(0, request.contentLength);
    requestDone = !request.chunked && requestLeft == 0;
    requestChunks.start(true);
    keepAlive = !request.close && (request.minor == 1 || request.keepAlive);
    safe = request.methodIs(GET) || request.methodIs(HEAD) || request.methodIs(OPTIONS);
    replayable = safe;
    attempts = 0;
    triedCount = 0;
    interim = 0;
    cors = false;
    cluster = null;
    if (request.methodIs(TRACE)) {
      fail(Failure.METHOD_REFUSED);
      return;
    }
    if (cameBefore()) {
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
    if (cors && request.methodIs(OPTIONS) && request.find(HeaderName.PREFLIGHT_METHOD) >= 0) {
      ByteBuf out = client.alloc().buffer(512);
      closeAfter = !keepAlive || !requestDone || proxy.draining();
      LocalAnswer.preflight(request, closeAfter, out);
      client.write(out);
      over();
      return;
    }
    id = loop.random.nextLong();
    hash = hashOf(found);
    loop.active++;
    counted = true;
    tryNext(found);
  }

  private boolean cameBefore() {
    for (int h = 0; h < request.headers(); h++) {
      if (request.name(h) == HeaderName.VIA) {
        int last = request.valueEnd(h) - Rewrite.PSEUDONYM.length;
        for (int i = request.valueStart(h); i <= last; i++) {
          if (Ascii.equals(request.bytes(), i, i + Rewrite.PSEUDONYM.length, Rewrite.PSEUDONYM)) {
            return true;
          }
        }
      }
    }
    return false;
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

  private void requestBody(ByteBuf in) {
    if (request.chunked) {
      switch (requestChunks.feed(in, toServer)) {
        case MORE -> {}
        case DONE -> requestEnded();
        case BAD -> fail(Failure.BAD_CHUNK);
      }
    } else {
      int take = (int) Math.min(requestLeft, in.readableBytes());
      requestLeft -= take;
      sendBody(in.readRetainedSlice(take));
      if (requestLeft == 0) {
        requestEnded();
      }
    }
  }

  private void requestEnded() {
    requestDone = true;
    if (phase == Phase.AWAITING_ANSWER && cluster != null) {
      deadlineIn(cluster.config().timeouts().responseMillis());
    }
  }

  private void sendBody(ByteBuf part) {
    UpstreamConnection to = upstream;
    if (phase == Phase.CONNECTING) {
      hold(part);
      if (heldBytes >= HELD_MAX) {
        client.config().setAutoRead(false);
      }
    } else if (to == null) {
      part.release();
    } else {
      if (replayable && phase == Phase.AWAITING_ANSWER) {
        if (heldBytes + part.readableBytes() <= HELD_MAX) {
          hold(part.retainedDuplicate());
        } else {
          dropHeld();
          replayable = false;
        }
      }
      fed = true;
      to.channel().write(part);
      idleDeadline();
      if (!to.channel().isWritable()) {
        client.config().setAutoRead(false);
      }
    }
  }

  private void hold(ByteBuf part) {
    held.add(part);
    heldBytes += part.readableBytes();
  }

  private void dropHeld() {
    for (ByteBuf part = held.poll(); part != null; part = held.poll()) {
      part.release();
    }
    heldBytes = 0;
  }

  private void idleDeadline() {
    if (cluster != null) {
      deadlineIn(cluster.config().timeouts().idleMillis());
    }
  }

  // ---- to a server

  private void tryNext(ClusterRoute in) {
    phase = Phase.CONNECTING;
    deadline = Long.MAX_VALUE;
    ServerRoute next = choose(in);
    server = next;
    if (next == null) {
      fail(Failure.NO_SERVER);
      return;
    }
    loop.telemetry.begun(next.health());
    UpstreamConnection pooled = next.upstream().poll(loop.index, this);
    if (pooled != null) {
      send(pooled);
      return;
    }
    long expected = ++sequence;
    next.upstream()
        .connect(
            loop.index,
            loop.executor,
            proxy.transport().socketChannel(),
            in.config().timeouts().connectMillis(),
            this,
            (connection, failure) -> {
              if (expected != sequence || phase != Phase.CONNECTING) {
                if (connection != null) {
                  connection.discard();
                }
              } else if (connection != null) {
                send(connection);
              } else {
                notConnected(in, next, failure);
              }
            });
  }

  private @Nullable ServerRoute choose(ClusterRoute in) {
    Candidates walk = in.ring().candidates(hash, loop.candidates);
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      if (in.server(node).takesRequests() && !wasTried(node)) {
        if (triedCount == tried.length) {
          tried = java.util.Arrays.copyOf(tried, triedCount * 2);
        }
        tried[triedCount++] = node;
        return in.server(node);
      }
    }
    return null;
  }

  private boolean wasTried(int node) {
    for (int i = 0; i < triedCount; i++) {
      if (tried[i] == node) {
        return true;
      }
    }
    return false;
  }

  /** Nothing was sent: the next candidate, whatever the method. Waiting in vain is an attempt. */
  private void notConnected(ClusterRoute in, ServerRoute at, @Nullable Throwable failure) {
    loop.telemetry.failed(at.health());
    loop.telemetry.ended(at.health());
    server = null;
    at.health().failedByTraffic(failure);
    if (failure instanceof ConnectTimeoutException
        && ++attempts >= in.config().retry().attempts()) {
      fail(Failure.NO_SERVER);
      return;
    }
    loop.telemetry.retried(at.health());
    tryNext(in);
  }

  private void send(UpstreamConnection connection) {
    upstream = connection;
    phase = Phase.AWAITING_ANSWER;
    answer.reset();
    ByteBuf out = client.alloc().directBuffer(request.end + 256);
    Rewrite.request(request, address, id, out);
    Channel channel = connection.channel();
    channel.write(out);
    for (ByteBuf part : held) {
      channel.write(part.retainedDuplicate());
    }
    if (!replayable) {
      dropHeld();
    }
    channel.flush();
    if (cluster != null) {
      deadlineIn(
          requestDone
              ? cluster.config().timeouts().responseMillis()
              : cluster.config().timeouts().idleMillis());
    }
    client.config().setAutoRead(channel.isWritable());
  }

  // ---- from the server

  @Override
  public void answerBytes(ByteBuf in) {
    try {
      while (in.isReadable()) {
        if (phase == Phase.AWAITING_ANSWER) {
          if (answer.feed(in) != null) {
            badAnswer();
            return;
          }
          if (!answer.complete() || answerHead(in)) {
            return;
          }
        } else if (phase != Phase.ANSWERING || answerBody(in)) {
          return;
        }
      }
    } finally {
      in.release();
    }
  }

  /** True when the answer is over. */
  private boolean answerHead(ByteBuf in) {
    ServerRoute from = server;
    if (from == null) {
      return true;
    }
    if (answer.status < 200) {
      return interimAnswer(from);
    }
    boolean modern = request.minor == 1;
    boolean bodiless = request.methodIs(HEAD) || answer.status == 204 || answer.status == 304;
    body =
        bodiless
            ? Body.NONE
            : answer.chunked
                ? Body.CHUNKED
                : answer.contentLength >= 0 ? Body.LENGTH : Body.UNTIL_CLOSE;
    boolean chunked = modern && (body == Body.CHUNKED || body == Body.UNTIL_CLOSE);
    boolean ownEnd = body == Body.CHUNKED || body == Body.UNTIL_CLOSE;
    closeAfter = !keepAlive || !requestDone || proxy.draining() || ownEnd && !modern;
    phase = Phase.ANSWERING;
    dropHeld();
    loop.telemetry.answered(
        from.health(), answer.status, (System.nanoTime() - startedNanos) / 1_000);
    ByteBuf out = client.alloc().directBuffer(answer.end + 256);
    Rewrite.answer(answer, request, from.nameBytes(), cors, chunked, closeAfter, out);
    answerLeft = Math.max(0, answer.contentLength);
    answerChunks.start(modern);
    if (body == Body.LENGTH && answerLeft == in.readableBytes() && answerLeft <= 2048) {
      // A small whole answer leaves in one piece.
      out.writeBytes(in);
      answerLeft = 0;
    }
    client.write(out);
    idleDeadline();
    if (body == Body.NONE || body == Body.LENGTH && answerLeft == 0) {
      answered(in.isReadable());
      return true;
    }
    return false;
  }

  private boolean interimAnswer(ServerRoute from) {
    if (answer.status == 101 || ++interim > MAX_INTERIM) {
      badAnswer();
      return true;
    }
    if (request.minor == 1) {
      ByteBuf out = client.alloc().directBuffer(answer.end + 64);
      Rewrite.answer(answer, request, from.nameBytes(), false, false, false, out);
      client.write(out);
    }
    answer.reset();
    return false;
  }

  /** True when the answer is over. */
  private boolean answerBody(ByteBuf in) {
    switch (body) {
      case NONE -> {}
      case LENGTH -> {
        int take = (int) Math.min(answerLeft, in.readableBytes());
        answerLeft -= take;
        client.write(in.readRetainedSlice(take));
        if (answerLeft == 0) {
          answered(in.isReadable());
          return true;
        }
      }
      case CHUNKED -> {
        Chunks.Result result = answerChunks.feed(in, toClient);
        if (result == Chunks.Result.DONE) {
          answered(in.isReadable());
          return true;
        }
        if (result == Chunks.Result.BAD) {
          broken();
          return true;
        }
      }
      case UNTIL_CLOSE -> {
        int size = in.readableBytes();
        if (request.minor == 1) {
          ByteBuf line = client.alloc().directBuffer(18);
          Ascii.hex(line, size);
          client.write(line.writeBytes(Rewrite.CRLF));
          client.write(in.readRetainedSlice(size));
          client.write(CRLF.duplicate());
        } else {
          client.write(in.readRetainedSlice(size));
        }
      }
    }
    idleDeadline();
    if (!client.isWritable() && upstream != null) {
      upstream.channel().config().setAutoRead(false);
    }
    return false;
  }

  @Override
  public void answerPause() {
    client.flush();
  }

  /** The answer was read to its end. */
  private void answered(boolean bytesFollow) {
    UpstreamConnection done = upstream;
    upstream = null;
    if (done != null) {
      boolean lasting = !answer.close && (answer.minor == 1 || answer.keepAlive);
      if (lasting && requestDone && !bytesFollow) {
        done.channel().config().setAutoRead(true);
        done.release();
      } else {
        done.discard();
      }
    }
    over();
    // The connection is given back: its end of reading is no longer told to this exchange.
    client.flush();
  }

  @Override
  public void upstreamClosed() {
    boolean wasReused = upstream != null && upstream.reused();
    upstream = null;
    if (phase == Phase.ANSWERING) {
      if (body == Body.UNTIL_CLOSE) {
        if (request.minor == 1) {
          client.write(LAST_CHUNK.duplicate());
        }
        answered(false);
        client.flush();
      } else {
        broken();
      }
    } else if (phase == Phase.AWAITING_ANSWER) {
      retryOrFail(Failure.SERVER_CLOSED, wasReused);
    }
  }

  private void badAnswer() {
    UpstreamConnection bad = upstream;
    upstream = null;
    if (bad != null) {
      bad.discard();
    }
    if (server != null) {
      loop.telemetry.failed(server.health());
    }
    fail(Failure.BAD_ANSWER);
    client.flush();
  }

  /** Nothing of an answer came: tried again only when that can do no harm. */
  private void retryOrFail(Failure failure, boolean wasReused) {
    ServerRoute at = server;
    ClusterRoute in = cluster;
    if (at == null || in == null) {
      return;
    }
    boolean harmless = safe && replayable && answer.empty() && interim == 0;
    if (harmless && wasReused) {
      // The keep-alive race: not the server's fault, so the same server once more.
      triedCount--;
    } else {
      loop.telemetry.failed(at.health());
      attempts++;
    }
    if (harmless
        && attempts < in.config().retry().attempts()
        && (retry || loop.mayRetry(in.config().retry().budgetPercent()))) {
      if (!retry) {
        retry = true;
        loop.retrying++;
      }
      loop.telemetry.retried(at.health());
      loop.telemetry.ended(at.health());
      server = null;
      tryNext(in);
    } else {
      fail(failure);
      client.flush();
    }
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  private void broken() {
    if (server != null) {
      loop.telemetry.failed(server.health());
    }
    client.flush();
    client.config().setOption(ChannelOption.SO_LINGER, 0);
    client.close();
  }

  @Override
  public void upstreamWritable(boolean writable) {
    if (writable && phase != Phase.CONNECTING) {
      idleDeadline();
      client.config().setAutoRead(true);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (upstream != null && client.isWritable()) {
      idleDeadline();
      upstream.channel().config().setAutoRead(true);
    }
  }

  // ---- the end

  private void fail(Failure failure) {
    if (phase == Phase.ANSWERING) {
      broken();
      return;
    }
    UpstreamConnection using = upstream;
    upstream = null;
    if (using != null) {
      using.discard();
    }
    if (failure.status >= 500 && cluster != null) {
      loop.telemetry.unserved(cluster.config().id());
    } else {
      loop.telemetry.refused(cluster == null ? null : cluster.config().id());
    }
    requestDone &= request.complete();
    closeAfter = failure.closes || !keepAlive || !requestDone || proxy.draining();
    ByteBuf out = client.alloc().buffer(512);
    LocalAnswer.problem(failure, request, cors, closeAfter, out);
    client.write(out);
    over();
  }

  private void settle() {
    sequence++;
    dropHeld();
    if (server != null) {
      loop.telemetry.ended(server.health());
      server = null;
    }
    if (counted) {
      counted = false;
      loop.active--;
    }
    if (retry) {
      retry = false;
      loop.retrying--;
    }
  }

  /** The request is over: on to the next one, or close. */
  private void over() {
    settle();
    if (closeAfter) {
      closeGently();
      return;
    }
    phase = Phase.READING_HEAD;
    request.reset();
    deadlineIn(KEEP_ALIVE_MILLIS);
    client.config().setAutoRead(true);
    if (pending != null) {
      // Not from here: a long pipeline must not become a deep stack.
      loop.executor.execute(this::resume);
    }
  }

  private void resume() {
    ByteBuf rest = pending;
    if (rest != null && phase == Phase.READING_HEAD) {
      pending = null;
      consume(rest);
      client.flush();
    }
  }

  /** Closing with unread bytes would reset the connection and could lose the answer. */
  private void closeGently() {
    phase = Phase.LINGERING;
    deadlineIn(LINGER_MILLIS);
    dropPending();
    client.config().setAutoRead(true);
    client
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(done -> {
          if (requestDone && done.isSuccess()) {
            client.close();
          } else if (done.isSuccess()) {
            var _ = ((DuplexChannel) client).shutdownOutput();
          }
        });
  }

  private void dropPending() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  void checkDeadline(long now) {
    if (deadline == Long.MAX_VALUE || now - deadline < 0) {
      return;
    }
    deadline = Long.MAX_VALUE;
    switch (phase) {
      case READING_HEAD -> {
        if (request.empty()) {
          client.close();
        } else {
          fail(Failure.HEAD_TIMEOUT);
        }
      }
      case AWAITING_ANSWER -> {
        if (requestDone && server != null) {
          loop.telemetry.failed(server.health());
        }
        fail(requestDone ? Failure.RESPONSE_TIMEOUT : Failure.BODY_TIMEOUT);
      }
      case ANSWERING -> broken();
      case LINGERING -> client.close();
      case CONNECTING, CLOSED -> {}
    }
    client.flush();
  }

  /**
   * Closes it when it has been idle since before this time; else the next answer says that it will
   * close. A connection without a first request counts as idle for long.
   */
  void drain(long idleBefore) {
    long idleSince = deadline - TimeUnit.MILLISECONDS.toNanos(KEEP_ALIVE_MILLIS);
    if (phase == Phase.READING_HEAD
        && request.empty()
        && pending == null
        && idleSince - idleBefore <= 0) {
      client.close();
    }
  }

  void abort() {
    client.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      keepAlive = false;
      closeAfter = true;
      if (phase == Phase.READING_HEAD && pending == null
          || !requestDone
          || phase == Phase.LINGERING) {
        client.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    phase = Phase.CLOSED;
    loop.remove(this);
    UpstreamConnection using = upstream;
    upstream = null;
    if (using != null) {
      using.discard();
    }
    dropPending();
    settle();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof java.io.IOException)) {
      Listeners.LOG.error("An exchange failed for a reason that is a bug", cause);
    }
    client.close();
  }
}
