package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code X-Request-Id}, and the trace context, which is none of the balancer's business. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class RequestIdTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private Rig rig = new Rig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void echo() {
    rig.close();
    rig =
        new Rig(
            new HttpRules(
                Limits.DEFAULT,
                ClientTimeouts.DEFAULT,
                TrustedProxies.NOBODY,
                DebugToken.NONE,
                Networks.NONE,
                true,
                HttpRules.SPLICE_FROM),
            null);
  }

  private String send(String lines) throws IOException {
    return rig.exchange("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" + lines + "\r\n");
  }

  @Test
  void aSoundIdIsPassedOnAsItIs() throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      String answer = send("x-request-id: 4bf92f35-77B3.4da6_a\r\n");
      assertThat(server.heads.getFirst())
          .containsOnlyOnce("x-request-id: 4bf92f35-77B3.4da6_a\r\n")
          .doesNotContain("X-Request-Id");
      assertThat(answer).doesNotContainIgnoringCase("x-request-id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Request-Id:\r\n",
        "X-Request-Id: a b\r\n",
        "X-Request-Id: a\"b\r\n",
        "X-Request-Id: \u00e4\r\n",
        "X-Request-Id: one\r\nX-Request-Id: two\r\n",
        "X-Request-Id: hop\r\nConnection: x-request-id\r\n",
        "X-Request-Id: "
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
      })
  void anyOtherIsReplaced(String lines) throws IOException {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      assertThat(send(lines)).startsWith("HTTP/1.1 200 ");
      assertThat(server.heads.getFirst().lines().filter(line -> line.startsWith("X-Request-Id")))
          .singleElement()
          .asString()
          .matches("X-Request-Id: [0-9a-f]{16}");
    }
  }

  @Test
  void responsesCarryItWhenTheOperatorSaysSo() throws IOException {
    echo();
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      assertThat(send("X-Request-Id: mine\r\n")).containsOnlyOnce("X-Request-Id: mine\r\n");
      String made = send("").replaceFirst("(?s).*X-Request-Id: ([0-9a-f]{16})\r\n.*", "$1");
      assertThat(server.heads.getLast()).contains("X-Request-Id: " + made + "\r\n");
      rig.routeNothing();
      assertThat(send("X-Request-Id: lost\r\n"))
          .startsWith("HTTP/1.1 404 ")
          .contains("X-Request-Id: lost\r\n");
    }
  }

  @Test
  void aServersOwnIdIsNotDoubled() throws IOException {
    echo();
    try (FakeServer server =
        FakeServer.answering(OK.replace("\r\n\r\n", "\r\nX-Request-Id: theirs\r\n\r\n"))) {
      rig.route(server.port());
      assertThat(send("X-Request-Id: mine\r\n"))
          .contains("X-Request-Id: theirs\r\n")
          .doesNotContain("mine");
    }
  }

  @Test
  void theTraceContextIsPassedOnUntouched() throws IOException {
    String trace =
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
            + "tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE\r\n";
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      send(trace);
      assertThat(server.heads.getFirst()).contains(trace);
      send("");
      assertThat(server.heads.getLast()).doesNotContain("trace");
    }
  }
}
