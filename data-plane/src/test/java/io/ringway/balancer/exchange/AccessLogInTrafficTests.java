package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.accesslog.LogFormat;
import io.ringway.balancer.accesslog.LogSink;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line for each request, whatever became of it. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class AccessLogInTrafficTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private AccessLog log;
  private Rig rig;

  private void start(LogFormat logFormat) throws IOException {
    start(logFormat, HttpRules.DEFAULT);
  }

  private void start(LogFormat logFormat, HttpRules rules) throws IOException {
    log = new AccessLog(LogSink.file(file()), logFormat, InstantSource.system());
    rig = new Rig(rules, log);
  }

  private Path file() {
    return folder.resolve("access.log");
  }

  @AfterEach
  void stop() {
    rig.close();
    log.close();
  }

  private List<String> lines(int count) {
    await().until(() -> Files.readString(file()).lines().count() >= count);
    try {
      List<String> lines = Files.readAllLines(file());
      assertThat(lines).hasSize(count);
      return lines;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private JsonNode only() {
    return JSON.readTree(lines(1).getFirst());
  }

  @Test
  void aRequestIsLoggedInFull() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String answer =
          rig.exchange(
              "GET /a?b=1 HTTP/1.1\r\n"
                  + "Host: t\r\n"
                  + "X-Key: k\r\n"
                  + "X-Request-Id: abc-1\r\n"
                  + "Connection: close\r\n\r\n");
      assertThat(answer).endsWith("ok");
      JsonNode line = only();
      assertThat(line.propertyNames())
          .containsExactly(
              "time",
              "client",
              "method",
              "target",
              "protocol",
              "status",
              "bytes",
              "micros",
              "cluster",
              "server",
              "attempts",
              "keyHash",
              "requestId",
              "reason");
      Map<String, Object> expected =
          Map.of(
              "client", "127.0.0.1",
              "method", "GET",
              "target", "/a?b=1",
              "protocol", "HTTP/1.1",
              "cluster", "test",
              "server", "s1",
              "requestId", "abc-1",
              "reason", "");
      expected.forEach(
          (name, value) -> assertThat(line.get(name).asString()).as(name).isEqualTo(value));
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.get("bytes").asInt()).isEqualTo(2);
      assertThat(line.get("attempts").asInt()).isEqualTo(1);
      assertThat(line.get("micros").asLong()).isPositive();
      assertThat(line.get("keyHash").asString())
          .isEqualTo(
              "%016x"
                  .formatted(
                      rig.active.current().clusters().getFirst().ring().keyHash().hash("k")));
      assertThat(line.get("time").asString())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }
  }

  @Test
  void aGivenIdIsTheOneThatTheServerSees() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      rig.exchange("GET / HTTP/1.0\r\nHost: t\r\n\r\n");
      assertThat(only().get("protocol").asString()).isEqualTo("HTTP/1.0");
      String id = only().get("requestId").asString();
      assertThat(id).matches("[0-9a-f]{16}");
      assertThat(server.heads.getFirst()).contains("X-Request-Id: " + id + "\r\n");
    }
  }

  @Test
  void theClientIsTheOneThatATrustedProxyNames() throws IOException {
    start(
        LogFormat.JSON,
        new HttpRules(
            Limits.DEFAULT,
            ClientTimeouts.DEFAULT,
            TrustedProxies.parse("127.0.0.1", TrustedProxies.Header.X_FORWARDED_FOR)));
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      rig.exchange(
          "GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n\r\n");
      assertThat(only().get("client").asString()).isEqualTo("192.0.2.9");
    }
  }

  @Test
  void theTraceOfARequestIsLoggedWhenItIsWellFormed() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
      String sound = "Traceparent: 00-" + trace + "-00f067aa0ba902b7-01\r\n";
      String request = "GET / HTTP/1.1\r\nHost: t\r\n%sConnection: close\r\n\r\n";
      rig.exchange(request.formatted(sound));
      for (String unsound :
          List.of(
              sound + sound,
              sound.replace("4bf", "4BF"),
              sound.replace(trace, "0".repeat(32)),
              sound.replace("00-" + trace, "00x" + trace),
              sound.replace(trace + "-", trace + "x"),
              "traceparent: 00-" + trace + "\r\n",
              "traceparent: \r\n")) {
        rig.exchange(request.formatted(unsound));
      }
      // Event loops write their lines in no order of each other.
      List<JsonNode> traced =
          lines(8).stream().map(JSON::readTree).filter(line -> line.has("traceId")).toList();
      assertThat(traced).hasSize(1);
      assertThat(traced.getFirst().get("traceId").asString()).isEqualTo(trace);
    }
  }

  @Test
  void everyRequestOfAConnectionHasItsLine() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String get = "GET /%d HTTP/1.1\r\nHost: t\r\n\r\n";
      rig.exchange(get.formatted(1) + get.formatted(2) + "G@T / HTTP/1.1\r\n\r\n");
      List<JsonNode> lines = lines(3).stream().map(JSON::readTree).toList();
      assertThat(lines.get(1).get("target").asString()).isEqualTo("/2");
      assertThat(lines.get(2).get("status").asInt()).isEqualTo(400);
      assertThat(lines.get(2).get("reason").asString()).isEqualTo("bad-start-line");
      assertThat(lines.get(2).get("cluster").asString()).isEmpty();
      assertThat(lines.get(2).has("target")).isFalse();
    }
  }

  @Test
  void aServerThatFailsIsAnAttempt() throws IOException {
    start(LogFormat.JSON);
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    rig.route(closed);
    rig.exchange("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    JsonNode line = only();
    assertThat(line.get("status").asInt()).isEqualTo(503);
    assertThat(line.get("server").asString()).isEqualTo("s1");
    assertThat(line.get("attempts").asInt()).isEqualTo(1);
    assertThat(line.get("reason").asString()).isEqualTo("no-server");
    assertThat(line.get("bytes").asInt()).isPositive();
  }

  @Test
  void aClientThatLeavesIsA499() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server = new FakeServer((head, in, out) -> in.read() >= 0)) {
      rig.route(server.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        await().until(() -> !server.heads.isEmpty());
        client.setSoLinger(true, 0);
      }
      JsonNode line = only();
      assertThat(line.get("status").asInt()).isEqualTo(499);
      assertThat(line.get("reason").asString()).isEqualTo("client-left");
    }
  }

  @Test
  void aResponseThatBreaksOffIsLoggedSo() throws IOException {
    start(LogFormat.JSON);
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nok");
          return false;
        })) {
      rig.route(server.port());
      rig.exchange("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      JsonNode line = only();
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.get("bytes").asInt()).isEqualTo(2);
      assertThat(line.get("reason").asString()).isEqualTo("broken-off");
    }
  }

  @Test
  void theCombinedFormatIsThatOfNginxAndNothingBreaksOutOfIt() throws IOException {
    start(LogFormat.COMBINED);
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String answer =
          rig.exchange(
              "GET /a?b HTTP/1.1\r\nHost: t\r\nReferer: http://r/\"\t\r\n"
                  + "User-Agent: curl \"x\\ \u00ff\"\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      String line = lines(1).getFirst();
      assertThat(line)
          .matches("127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}(:\\d\\d){3} \\+0000] .*")
          .endsWith(
              "] \"GET /a?b HTTP/1.1\" 200 2 \"http://r/\\u0022\" \"curl \\u0022x\\u005c"
                  + " \\u00ff\\u0022\"");
    }
  }
}
