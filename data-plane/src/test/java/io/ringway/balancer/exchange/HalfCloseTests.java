package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.accesslog.LogFormat;
import io.ringway.balancer.accesslog.LogSink;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that closes its half of the connection, as a killed one does. */
class HalfCloseTests {

  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST =
      "POST /?key=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final int LONG = 60_000;

  @TempDir Path folder;

  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  /** Says this and then nothing until the balancer breaks off. */
  private FakeServer thinking(String begin) throws IOException {
    return new FakeServer((head, in, out) -> {
      FakeServer.readBody(head, in);
      FakeServer.write(out, begin);
      try {
        end.complete(in.read());
      } catch (SocketException reset) {
        end.complete(-1);
      }
      return false;
    });
  }

  private static Rig patient(Rig rig) {
    rig.timeouts = new Timeouts(LONG, LONG, LONG);
    rig.policy = rig.policy.withEjection(1, LONG, 100);
    return rig;
  }

  private void isBrokenOff(Rig rig) throws Exception {
    assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    await()
        .until(() -> rig.metrics().contains("ringway_in_flight{cluster=\"test\",server=\"s1\"} 0"));
    assertThat(rig.metrics()).contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 0");
    assertThat(rig.health.of("c1", "s1").usable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.Kind.class,
      names = {"IO_URING", "EPOLL", "NIO"})
  void breaksItsRequestOffWhileTheServerThinks(Transport.Kind kind) throws Exception {
    try (Rig rig = patient(new Rig(kind));
        FakeServer server = thinking("");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), POST);
      await().until(() -> !server.heads.isEmpty());
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).isEmpty();
      isBrokenOff(rig);
    }
  }

  @Test
  void breaksItsRequestOffWithinAResponse() throws Exception {
    try (Rig rig = patient(new Rig());
        FakeServer server = thinking("HTTP/1.1 200 OK\r\n\r\nevent");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      assertThat(FakeServer.readHead(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).endsWith("<reset>");
      isBrokenOff(rig);
    }
  }

  @Test
  void breaksOffAllOfItsPipeline() throws Exception {
    try (Rig rig = patient(new Rig());
        FakeServer server = thinking("");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET + GET);
      await().until(() -> !server.heads.isEmpty());
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).isEmpty();
      isBrokenOff(rig);
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void isRecordedInTheAccessLog() throws Exception {
    Path file = folder.resolve("access.log");
    AccessLog log = new AccessLog(LogSink.file(file), LogFormat.JSON, InstantSource.system());
    try (Rig rig = patient(new Rig(HttpRules.DEFAULT, log));
        FakeServer server = thinking("");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      await().until(() -> !server.heads.isEmpty());
      client.shutdownOutput();
      await().until(() -> Files.readString(file).lines().count() == 1);
      assertThat(Files.readString(file))
          .contains("\"status\":499", "\"server\":\"s1\"", "\"reason\":\"client-left\"");
    } finally {
      log.close();
    }
  }

  @Test
  void getsAResponseWhereTheClusterSaysSo() throws Exception {
    try (Rig rig = patient(new Rig()).answeringHalfClosed();
        FakeServer server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).endsWith("ok");
    }
  }

  @Test
  void losesNoResponseThatWasGivenBefore() throws Exception {
    try (Rig rig = patient(new Rig());
        FakeServer server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      await()
          .until(() ->
              rig.metrics().contains("ringway_in_flight{cluster=\"test\",server=\"s1\"} 0")
                  && !server.heads.isEmpty());
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).endsWith("ok");
    }
  }
}
