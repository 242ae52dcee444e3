package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The responses when some servers, all servers or the configuration are missing. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class NoServerTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

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

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void goesToTheNextCandidateWhenNobodyListensWhateverTheMethod() throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(closedPort(), closedPort(), server.port());
      for (int key = 0; key < 20; key++) {
        assertThat(
                rig.exchange(
                    "POST /?key="
                        + key
                        + " HTTP/1.1\r\n"
                        + "Host: a\r\n"
                        + "Connection: close\r\n"
                        + "Content-Length: 2\r\n\r\n"
                        + "hi"))
            .startsWith("HTTP/1.1 200 ");
      }
      assertThat(server.heads).hasSize(20);
    }
  }

  @Test
  void answers503AtOnceWhenEveryServerRefusesAndTheClientStaysOpen() throws IOException {
    rig.route(closedPort(), closedPort(), closedPort());
    try (Socket client = rig.connect()) {
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      byte[] start = client.getInputStream().readNBytes(13);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 503 ");
    }
  }

  @Test
  void answers504WhenTheServerHangsAnd503WhenThereIsNone() throws IOException {
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          var _ = in.read();
          return false;
        })) {
      rig.route(server.port());
      assertThat(rig.exchange(get(""))).startsWith("HTTP/1.1 504 ");
    }
    rig.route(closedPort());
    assertThat(rig.exchange(get(""))).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
  }

  @Test
  void tellsNoConfigurationYetFromNoClusterForTheRequest() throws IOException {
    assertThat(rig.exchange(get("")))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1\r\n", "Ringway-Reason: no-configuration\r\n");
    rig.routeNothing();
    assertThat(rig.exchange(get("")))
        .startsWith("HTTP/1.1 404 ")
        .contains("Ringway-Reason: no-cluster\r\n")
        .doesNotContain("Retry-After");
  }
}
