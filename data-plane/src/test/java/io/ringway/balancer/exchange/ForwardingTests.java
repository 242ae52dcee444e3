package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through the real listener to servers that behave well. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class ForwardingTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final int MEGABYTES_10 = 10 << 20;

  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static String get(String more) {
    return "GET /a?key=1 HTTP/1.1\r\nHost: example\r\nConnection: close\r\n" + more + "\r\n";
  }

  @Test
  void rewritesTheHead() throws IOException {
    try (FakeServer server =
        FakeServer.answering(
            "HTTP/1.1 200 OK\r\n"
                + "Connection: X-Gone\r\n"
                + "X-Gone: 1\r\n"
                + "Set-Cookie: a\r\n"
                + "Set-Cookie: b\r\n"
                + "Content-Length: 2\r\n\r\n"
                + "ok")) {
      rig.route(server.port());
      String answer =
          rig.exchange(
              "GET http://real/a?key=1 HTTP/1.1\r\n"
                  + "Host: other\r\n"
                  + "Connection: close, X-Hop\r\n"
                  + "X-Hop: 1\r\n"
                  + "Upgrade: h2c\r\n"
                  + "Keep-Alive: 5\r\n"
                  + "TE: gzip\r\n"
                  + "X-Forwarded-For: 1.2.3.4\r\n"
                  + "X-Keep: 1\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("ok");
      assertThat(answer).contains("Ringway-Server: s1", "Set-Cookie: a\r\nSet-Cookie: b");
      assertThat(answer).doesNotContain("X-Gone");
      assertThat(server.heads.getFirst())
          .startsWith("GET /a?key=1 HTTP/1.1\r\nHost: real\r\n")
          .contains("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n")
          .contains(
              "X-Forwarded-Host: real\r\n", "X-Keep: 1\r\n", "Via: 1.1 ringway-", "X-Request-Id: ")
          .doesNotContain("X-Hop", "Upgrade", "Keep-Alive", "TE:", "other", "1.2.3.4");
    }
  }

  @Test
  void respondsToAPipelineInOrderOverOneServerConnection() throws IOException {
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              String path = head.split(" ", 3)[1];
              FakeServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      FakeServer.write(client.getOutputStream(), all.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("\r\n\r\n/" + i);
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void streamsTenMegabytesBothWays(boolean chunked) throws Exception {
    byte[] bytes = new byte[MEGABYTES_10];
    new Random(1).nextBytes(bytes);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              byte[] body = FakeServer.readBody(head, in);
              FakeServer.write(out, "HTTP/1.1 200 OK\r\n" + framing(chunked, body.length));
              send(out, body, chunked);
              return true;
            });
        Socket client = rig.connect()) {
      rig.timeouts = new io.ringway.protocol.Timeouts(500, 5_000, 5_000);
      rig.route(server.port());
      OutputStream out = client.getOutputStream();
      FakeServer.write(
          out, "POST /?key=1 HTTP/1.1\r\nHost: a\r\n" + framing(chunked, bytes.length));
      send(out, bytes, chunked);
      String head = FakeServer.readHead(client.getInputStream());
      byte[] back =
          FakeServer.readBody(head, new java.io.BufferedInputStream(client.getInputStream()));
      assertThat(crc(back)).isEqualTo(crc(bytes));
    }
  }

  private static String framing(boolean chunked, int length) {
    return (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length) + "\r\n\r\n";
  }

  private static void send(OutputStream out, byte[] bytes, boolean chunked) throws IOException {
    if (!chunked) {
      out.write(bytes);
      out.flush();
      return;
    }
    for (int at = 0; at < bytes.length; at += 100_000) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 100_000));
      FakeServer.write(out, Integer.toHexString(part.length) + ";x=y\r\n");
      out.write(part);
      FakeServer.write(out, "\r\n");
    }
    FakeServer.write(out, "0\r\n\r\n");
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  /** A slow server is not a broken one, and no byte waits for the next one. */
  @Test
  void aResponseThatDripsPassesAsItComes() throws IOException {
    Semaphore wanted = new Semaphore(0);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
              for (int i = 0; i < 20; i++) {
                wanted.acquireUninterruptibly();
                FakeServer.write(out, "x");
              }
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(FakeServer.readHead(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      for (int i = 0; i < 20; i++) {
        wanted.release();
        assertThat(client.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void passesExpectAndContinue() throws IOException {
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
              FakeServer.readBody(head, in);
              FakeServer.write(out, OK);
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(
          client.getOutputStream(),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(FakeServer.readHead(client.getInputStream()))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      FakeServer.write(client.getOutputStream(), "hi");
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
    }
  }

  @Test
  void stillRespondsToAClientThatHalfCloses() throws IOException {
    try (FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.answeringHalfClosed().route(server.port());
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).endsWith("ok");
    }
  }

  @Test
  void respondsToPreflightsAndMarksResponses() throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String origin = "Origin: http://localhost:8000\r\n";
      assertThat(
              rig.exchange(
                  "OPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                      + origin
                      + "Access-Control-Request-Method: GET\r\n"
                      + "Access-Control-Request-Headers: x-key\r\n\r\n"))
          .startsWith("HTTP/1.1 204 ")
          .contains(
              "Access-Control-Allow-Headers: x-key",
              "Access-Control-Allow-Origin: http://localhost:8000");
      assertThat(server.heads).isEmpty();
      assertThat(rig.exchange(get(origin)))
          .contains("Access-Control-Allow-Origin: http://localhost:8000", "Vary: Origin");
      assertThat(rig.exchange(get("Origin: http://evil:1\r\n"))).doesNotContain("Access-Control");
    }
  }

  @Test
  void whatIsNoRequestHasNoOriginAfterOneThatHad() throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      assertThat(
              rig.exchange(
                  "GET / HTTP/1.1\r\n"
                      + "Host: a\r\n"
                      + "Origin: http://localhost:8000\r\n\r\n"
                      + "GET / bad\r\n\r\n"))
          .containsOnlyOnce("Access-Control-Allow-Origin")
          .contains("HTTP/1.1 400 ");
    }
  }

  @Test
  void aServerDoesNotDecideWhichOriginsMayReadItsResponses() throws IOException {
    try (FakeServer server =
        FakeServer.answering(
            OK.replace("\r\n\r\n", "\r\nAccess-Control-Allow-Origin: *\r\n\r\n"))) {
      rig.route(server.port());
      assertThat(rig.exchange(get("Origin: http://evil:1\r\n"))).doesNotContain("Access-Control");
    }
  }

  @Test
  void aRequestThatCameThroughBeforeGoesNoFurther() throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      rig.exchange(get(""));
      String via =
          server
              .heads
              .getFirst()
              .lines()
              .filter(line -> line.startsWith("Via: "))
              .findFirst()
              .orElseThrow();
      assertThat(rig.exchange(get("Via: 1.0 other\r\n" + via + "\r\n")))
          .startsWith("HTTP/1.1 508 ")
          .contains("Ringway-Reason: loop\r\n");
      assertThat(server.heads).hasSize(1);
    }
  }
}
