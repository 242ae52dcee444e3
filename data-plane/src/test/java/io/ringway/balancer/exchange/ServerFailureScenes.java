package io.ringway.balancer.exchange;

import static io.ringway.balancer.exchange.FailureScenes.LONG;
import static io.ringway.balancer.exchange.FailureScenes.UPLOAD;
import static io.ringway.balancer.exchange.FailureScenes.post;
import static io.ringway.balancer.exchange.FailureStage.BRIEF;
import static io.ringway.balancer.exchange.FailureStage.GET;
import static io.ringway.balancer.exchange.FailureStage.OK;
import static io.ringway.balancer.exchange.FailureStage.POST;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.CLOSES;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.RESETS;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.STALLS;

import io.ringway.balancer.exchange.FailureStage.Scene;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Limits;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.Timeouts;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Every failure of a server at every moment at which it can occur. */
final class ServerFailureScenes {

  private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Le";
  private static final String HINT = "HTTP/1.1 103 Early Hints\r\n\r\n";

  private final Failure failure;
  private final BiConsumer<String, Scene> scenes;

  /**
   * Creates the scenes of a failure.
   *
   * @param scenes receives each scene with its moment
   */
  ServerFailureScenes(Failure failure, BiConsumer<String, Scene> scenes) {
    this.failure = failure;
    this.scenes = scenes;
  }

  private void when(String moment, Scene scene) {
    scenes.accept(moment, scene);
  }

  void find() {
    switch (failure) {
      case NO_SERVER -> noServer();
      case SERVER_TLS -> serverTls();
      case SERVER_CLOSED -> serverClosed();
      case BAD_RESPONSE -> badResponse();
      case RESPONSE_HEAD_TOO_LARGE -> responseHeadTooLarge();
      case RESPONSE_TIMEOUT -> responseTimeout();
      case TOTAL_TIMEOUT -> totalTimeout();
      default -> throw new IllegalArgumentException(failure + " is no failure of a server.");
    }
  }

  private void responseHeadTooLarge() {
    String ok = "HTTP/1.1 200 OK\r\n";
    failed("in bytes", ok + "X: " + "x".repeat(70_000) + "\r\n\r\n", STALLS);
    failed("in lines", ok + "X: y\r\n".repeat(201) + "\r\n", STALLS);
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

  private void badResponse() {
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
