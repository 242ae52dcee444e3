package io.ringway.balancer.exchange;

import static io.ringway.balancer.exchange.FailureStage.BRIEF;
import static io.ringway.balancer.exchange.FailureStage.GET;
import static io.ringway.balancer.exchange.FailureStage.OK;
import static io.ringway.balancer.exchange.FailureStage.POST;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.CLOSES;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.GOES_ON;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.RESETS;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.STALLS;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringway.balancer.exchange.FailureStage.Scene;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.listener.PortRules;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.Timeouts;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Every failure at every moment at which it can occur. */
final class FailureScenes {

  /** A way to a failure. */
  record Way(Failure failure, String moment, Scene scene) {
    @Override
    public String toString() {
      return failure + " " + moment;
    }
  }

  private static final int LONG = 60_000;
  private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Le";
  private static final String HINT = "HTTP/1.1 103 Early Hints\r\n\r\n";
  private static final String UPLOAD =
      "POST /?key=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nbegun";
  private static final String CHUNKED =
      "POST /?key=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final List<Way> ways = new ArrayList<>();
  private final Failure failure;

  private FailureScenes(Failure failure) {
    this.failure = failure;
  }

  static List<Way> of(Failure failure) {
    FailureScenes scenes = new FailureScenes(failure);
    scenes.find();
    return scenes.ways;
  }

  private void when(String moment, Scene scene) {
    ways.add(new Way(failure, moment, scene));
  }

  private void find() {
    switch (failure) {
      case BAD_START_LINE -> request("garbage\r\n\r\n");
      case BAD_LINE_END -> request("GET / HTTP/1.1\nHost: a\r\n\r\n");
      case BAD_CHARACTER -> request("GET / HTTP/1.1\r\nHost: a\u0001\r\n\r\n");
      case BAD_TARGET -> request("GET a HTTP/1.1\r\nHost: a\r\n\r\n");
      case BAD_HEADER_NAME -> request("GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n");
      case BAD_HOST -> request("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      case BAD_LENGTH -> request(post("Content-Length: +2\r\n"));
      case BAD_CODING -> request(post("Transfer-Encoding: gzip\r\n"));
      case TWO_LENGTHS -> request(post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"));
      case METHOD_REFUSED -> request("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
      case URI_TOO_LONG -> request("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      case HEAD_TOO_LARGE -> request(get("X: " + "x".repeat(40_000) + "\r\n"));
      case TOO_MANY_HEADERS -> request(get("X: y\r\n".repeat(101)));
      case VERSION_REFUSED -> request("GET / HTTP/2.0\r\nHost: a\r\n\r\n");
      case LOOP ->
          request(get("Via: 1.1 " + new String(FieldRewriter.PSEUDONYM, US_ASCII) + "\r\n"));
      case NO_CLUSTER -> request(get(""), FailureStage::routeElsewhere);
      case NO_CONFIGURATION -> when("on the first request", stage -> stage.say(GET));
      case TLS_EXPECTED -> when("on the first bytes", stage -> stage.sayInClearOnTls(GET));
      case MISDIRECTED -> when("on the first request", stage -> stage.sayOverTls("other", GET));
      case BAD_CHUNK -> body(CHUNKED + "1\r\n", "axx\r\n");
      case BODY_TOO_LARGE -> {
        request(post("Content-Length: 2000\r\n"), stage -> stage.serving((_, _, _) -> true));
        body(CHUNKED + "1\r\na\r\n", "7d0\r\n");
      }
      case HEAD_TIMEOUT -> headTimeout();
      case BODY_TIMEOUT -> bodyTimeout();
      case BODY_TOO_SLOW -> bodyTooSlow();
      case TOO_MANY_CONNECTIONS -> tooManyConnections();
      case OUT_OF_MEMORY -> outOfMemory();
      case NO_SERVER -> noServer();
      case SERVER_TLS -> serverTls();
      case SERVER_CLOSED -> serverClosed();
      case BAD_RESPONSE -> badAnswer();
      case RESPONSE_HEAD_TOO_LARGE -> {
        String ok = "HTTP/1.1 200 OK\r\n";
        failed("in bytes", ok + "X: " + "x".repeat(70_000) + "\r\n\r\n", STALLS);
        failed("in lines", ok + "X: y\r\n".repeat(201) + "\r\n", STALLS);
      }
      case RESPONSE_TIMEOUT -> responseTimeout();
      case TOTAL_TIMEOUT -> totalTimeout();
    }
  }

  private static String get(String lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
  }

  private static String post(String lines) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
  }

  private void request(String text) {
    request(text, stage -> stage.serving((_, _, _) -> true));
  }

  /** A request that is refused for what it is, first, later and behind another one. */
  private void request(String text, Scene before) {
    when(
        "on the first request",
        stage -> {
          before.play(stage);
          stage.say(text);
        });
    when(
        "on a later request",
        stage -> {
          stage.keepAlive();
          before.play(stage);
          stage.say(text);
        });
    when(
        "behind a request",
        stage -> {
          FailureStage.Held held = stage.holding(OK);
          stage.say(GET + text);
          held.awaitRequest();
          before.play(stage);
          held.respond();
          stage.response();
        });
  }

  /** A part of a body that is refused while the server is being connected to, and later. */
  private void body(String begin, String rest) {
    when(
        "while connecting",
        stage -> {
          stage.rig().route(stage.deafPort());
          stage.say(begin);
          stage.awaitTried();
          stage.say(rest);
        });
    when(
        "while awaiting the response",
        stage -> {
          FakeServer server = stage.serving((_, _, _) -> stage.hold());
          stage.say(begin);
          FailureStage.until(() -> !server.heads.isEmpty());
          stage.say(rest);
        });
  }

  private void headTimeout() {
    when(
        "within the first head",
        stage -> {
          stage.patience = brief(BRIEF, LONG);
          stage.say("GET / HT");
        });
    when(
        "within a later head",
        stage -> {
          stage.patience = brief(BRIEF, LONG);
          stage.keepAlive();
          stage.say("GET / HT");
        });
    when(
        "within a head behind a request",
        stage -> {
          stage.patience = brief(BRIEF, LONG);
          stage.failing(OK, GOES_ON);
          stage.say(GET + "GET / HT");
          stage.response();
        });
  }

  private static ClientTimeouts brief(int headMillis, int graceMillis) {
    return new ClientTimeouts(headMillis, LONG, LONG, new MinimumRate(1_000_000, graceMillis));
  }

  private void bodyTimeout() {
    when(
        "while awaiting the response",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, BRIEF);
          stage.serving((_, _, _) -> stage.hold());
          stage.say(UPLOAD);
        });
    when(
        "while draining",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, BRIEF);
          FakeServer server = stage.serving((_, _, _) -> stage.hold());
          stage.say(UPLOAD);
          FailureStage.until(() -> !server.heads.isEmpty());
          stage.drain();
        });
  }

  private void bodyTooSlow() {
    when(
        "while connecting",
        stage -> {
          stage.patience = brief(LONG, BRIEF);
          stage.rig().route(stage.deafPort());
          stage.say(UPLOAD);
        });
    when(
        "while awaiting the response",
        stage -> {
          stage.patience = brief(LONG, BRIEF);
          stage.serving((_, _, _) -> stage.hold());
          stage.say(UPLOAD);
        });
  }

  private void tooManyConnections() {
    when(
        "on the accept",
        stage -> {
          stage.ports = new PortRules(1, false, LONG);
          Socket other = stage.opened(stage.rig().connect());
          stage.serving(FakeServer::echo);
          FakeServer.write(other.getOutputStream(), GET);
          FakeServer.readHead(other.getInputStream());
          stage.client();
        });
  }

  private void outOfMemory() {
    when(
        "on the accept",
        stage -> {
          stage.rig().heapFull = true;
          stage.client();
        });
    when(
        "on the first request",
        stage -> {
          stage.rig().memoryUsed = 900;
          stage.say(GET);
        });
    when(
        "on a later request",
        stage -> {
          stage.keepAlive();
          stage.rig().memoryUsed = 900;
          stage.say(GET);
        });
    when(
        "within a head",
        stage -> {
          stage.keepAlive();
          stage.rig().heapFull = true;
          stage.say("GET / HT");
        });
    when(
        "as the request is sent",
        stage -> {
          StarvedConnections.where = StarvedConnections.Where.REQUEST;
          stage.serving((_, _, _) -> stage.hold());
          stage.say(GET);
        });
    when(
        "as the response is read",
        stage -> {
          StarvedConnections.where = StarvedConnections.Where.RESPONSE;
          stage.failing(OK, GOES_ON);
          stage.say(GET);
        });
  }

  private void noServer() {
    when(
        "without any",
        stage -> {
          stage.keepAlive();
          stage.say(GET);
        });
    when(
        "refused",
        stage -> {
          stage.rig().route(FailureStage.closedPort(), FailureStage.closedPort());
          stage.say(GET);
        });
    when(
        "refused, while the body is on its way",
        stage -> {
          stage.rig().route(FailureStage.closedPort());
          stage.say(UPLOAD);
        });
    when(
        "not accepted in time",
        stage -> {
          stage.timeouts = new Timeouts(BRIEF, LONG, LONG);
          stage.rig().route(stage.deafPort());
          stage.say(GET);
        });
    when(
        "not accepted in time while draining",
        stage -> {
          stage.timeouts = new Timeouts(BRIEF, LONG, LONG);
          stage.rig().route(stage.deafPort());
          stage.say(GET);
          stage.awaitTried();
          stage.drain();
        });
    when(
        "at its most connections",
        stage -> {
          stage.serverConnections = 1;
          FakeServer server = stage.serving((_, _, _) -> stage.hold());
          Socket other = stage.opened(stage.rig().connect());
          FakeServer.write(other.getOutputStream(), GET);
          FailureStage.until(() -> !server.heads.isEmpty());
          stage.say(GET);
        });
  }

  private void serverTls() {
    when(
        "with a server that does not speak it",
        stage -> {
          stage.overTls = true;
          stage.rig().route(stage.opened(FakeServer.talkingFirst("220 hello\r\n")).port());
          stage.say(GET);
        });
    when(
        "with a server that hangs up",
        stage -> {
          stage.overTls = true;
          stage.rig().route(stage.opened(FakeServer.hangingUp()).port());
          stage.say(GET);
        });
    when(
        "in a handshake without end",
        stage -> {
          stage.overTls = true;
          stage.timeouts = new Timeouts(BRIEF, LONG, LONG);
          stage.serving((_, _, _) -> stage.hold());
          stage.say(GET);
        });
  }

  private void serverClosed() {
    when(
        "as it accepts",
        stage -> {
          stage.rig().route(stage.opened(FakeServer.hangingUp()).port());
          stage.say(GET);
        });
    for (MisbehavingServerTests.Then then : List.of(CLOSES, RESETS)) {
      failed(then + " instead of a response", "", then);
      failed(then + " within the head", HALF, then);
      failed(then + " after an interim response", HINT, then);
    }
    when(
        "over TLS from the client",
        stage -> {
          stage.failing("", CLOSES);
          stage.sayOverTls("any.example", "GET / HTTP/1.1\r\nHost: any.example\r\n\r\n");
        });
    when(
        "after retries on other servers",
        stage -> {
          stage.retry = new RetryPolicy(3, 100);
          stage
              .rig()
              .route(stage.spare("", CLOSES), stage.spare("", RESETS), stage.spare(HALF, CLOSES));
          stage.say(GET);
        });
    when(
        "after a retry that is refused",
        stage -> {
          stage.retry = new RetryPolicy(3, 100);
          stage.rig().route(FailureStage.closedPort(), stage.spare("", CLOSES));
          stage.say(GET);
        });
    when(
        "on a connection that was used before",
        stage -> {
          AtomicInteger served = new AtomicInteger();
          stage.serving((head, in, out) -> {
            FakeServer.readBody(head, in);
            if (served.getAndIncrement() == 0) {
              FakeServer.write(out, OK);
              return true;
            }
            return false;
          });
          stage.say(GET);
          stage.response();
          stage.say(POST);
        });
    when(
        "while the body is on its way",
        stage -> {
          stage.serving((_, _, _) -> false);
          stage.say(UPLOAD);
        });
  }

  private void badAnswer() {
    failed("instead of a head", "SSH-2.0-OpenSSH_9.2\r\n\r\n", STALLS);
    failed("within the head", "HTTP/1.1 200 OK\r\nContent-Length: foo\r\n\r\n", STALLS);
    failed("after an interim response", HINT + "garbage\r\n\r\n", STALLS);
    failed("by interim responses without end", HINT.repeat(40), STALLS);
    failed("unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", STALLS);
  }

  private void responseTimeout() {
    failed("instead of a response", "", STALLS);
    failed("within the head", HALF, STALLS);
    failed("after an interim response", HINT, STALLS);
    when(
        "since the server takes nothing",
        stage -> {
          stage.limits = new Limits(8 << 10, 32 << 10, 100, Long.MAX_VALUE);
          stage.timeouts = new Timeouts(LONG, LONG, BRIEF);
          stage.serving((_, _, _) -> stage.hold());
          stage.sayUntilRefused(
              post("Content-Length: " + (32 << 20) + "\r\n") + "x".repeat(32 << 20));
        });
  }

  private void totalTimeout() {
    when(
        "while connecting",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, LONG, BRIEF);
          stage.rig().route(stage.deafPort());
          stage.say(GET);
        });
    when(
        "while awaiting the response",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, LONG, BRIEF);
          stage.failing("", STALLS);
          stage.say(GET);
        });
    when(
        "within the body of the request",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, LONG, BRIEF);
          stage.serving((_, _, _) -> stage.hold());
          stage.say(UPLOAD);
        });
    when(
        "on a later request",
        stage -> {
          stage.timeouts = new Timeouts(LONG, LONG, LONG, 1_000);
          stage.keepAlive();
          stage.failing("", STALLS);
          stage.say(GET);
        });
  }

  /** A server that fails a first and a later request, one that is not whole, and while draining. */
  private void failed(String how, String sent, MisbehavingServerTests.Then then) {
    Scene limits =
        failure == Failure.RESPONSE_TIMEOUT
            ? stage -> stage.timeouts = new Timeouts(LONG, BRIEF, LONG)
            : _ -> {};
    when(
        how,
        stage -> {
          limits.play(stage);
          stage.failing(sent, then);
          stage.say(POST);
        });
    when(
        how + ", on a later request",
        stage -> {
          limits.play(stage);
          stage.keepAlive();
          stage.failing(sent, then);
          stage.say(GET);
        });
    when(
        how + ", behind a request",
        stage -> {
          limits.play(stage);
          FailureStage.Held held = stage.holding(OK);
          stage.say(GET + POST);
          held.awaitRequest();
          stage.failing(sent, then);
          held.respond();
          stage.response();
        });
    when(
        how + ", while draining",
        stage -> {
          limits.play(stage);
          FailureStage.Held held = stage.holding(sent, then);
          stage.say(POST);
          held.awaitRequest();
          stage.drain();
          held.respond();
        });
  }
}
