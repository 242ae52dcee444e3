package io.ringway.balancer.exchange;

import static io.ringway.balancer.exchange.FailureStage.BRIEF;
import static io.ringway.balancer.exchange.FailureStage.GET;
import static io.ringway.balancer.exchange.FailureStage.OK;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.GOES_ON;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringway.balancer.exchange.FailureStage.Scene;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.listener.PortRules;
import io.ringway.protocol.Timeouts;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Every failure at every moment at which it can occur. */
final class FailureScenes {

  /** A way to a failure. */
  record Way(Failure failure, String moment, Scene scene) {
    @Override
    public String toString() {
      return failure + " " + moment;
    }
  }

  static final int LONG = 60_000;
  static final String UPLOAD =
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
      case NO_SERVER,
          SERVER_TLS,
          SERVER_CLOSED,
          BAD_RESPONSE,
          RESPONSE_HEAD_TOO_LARGE,
          RESPONSE_TIMEOUT,
          TOTAL_TIMEOUT ->
          new ServerFailureScenes(failure, this::when).find();
    }
  }

  private static String get(String lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
  }

  static String post(String lines) {
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
}
