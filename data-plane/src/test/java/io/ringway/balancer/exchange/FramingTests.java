package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a response when server and client mark it differently. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class FramingTests {

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
  void framesResponsesWithoutBodyAndKeepsTheConnection() throws IOException {
    try (FakeServer server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        Socket client = rig.connect()) {
      rig.route(server.port());
      for (int i = 0; i < 2; i++) {
        FakeServer.write(client.getOutputStream(), "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(FakeServer.readHead(client.getInputStream())).contains("Content-Length: 5");
      }
    }
  }

  @Test
  void servesAnHttp10ClientWithoutChunks() throws IOException {
    try (FakeServer server =
        FakeServer.answering(
            "HTTP/1.1 200 OK\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\n"
                + "hello\r\n"
                + "0\r\n"
                + "X: y\r\n\r\n")) {
      rig.route(server.port());
      assertThat(rig.exchange("GET / HTTP/1.0\r\n\r\n"))
          .endsWith("\r\n\r\nhello")
          .doesNotContain("chunked");
    }
  }

  @Test
  void chunksACloseDelimitedResponse() throws IOException {
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.write(out, "HTTP/1.0 200 OK\r\n\r\nhello");
          return false;
        })) {
      rig.route(server.port());
      assertThat(rig.exchange(get("")))
          .startsWith("HTTP/1.1 200 OK")
          .endsWith("5\r\nhello\r\n0\r\n\r\n");
    }
  }
}
