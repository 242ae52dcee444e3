package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.Exposition;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics on {@code /metrics} after real traffic. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class MetricsTests {

  private static final String S1 = "{cluster=test, server=s1}";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Exposition metrics() {
    return Exposition.of(rig.metrics());
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: t\r\nX-Key: a\r\n\r\n";
  }

  @Test
  void theConnectionsOfBothSidesAreCounted() throws IOException {
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(
                  out, "HTTP/1.1 " + head.substring(5, 8) + " x\r\nContent-Length: 2\r\n\r\nok");
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      int received = 0;
      for (String status : new String[] {"200", "302", "404", "500"}) {
        FakeServer.write(client.getOutputStream(), get("/" + status));
        received += Rig.readAnswer(client.getInputStream()).length();
      }
      Exposition read = metrics();
      for (String kind : new String[] {"2xx", "3xx", "4xx", "5xx"}) {
        assertThat(
                read.value("ringway_requests_total{class=" + kind + ", cluster=test, server=s1}"))
            .isEqualTo(1);
      }
      assertThat(read.value("ringway_upstream_opened_total" + S1)).isEqualTo(1);
      assertThat(read.value("ringway_upstream_reused_total" + S1)).isEqualTo(3);
      assertThat(read.value("ringway_upstream_open" + S1)).isEqualTo(1);
      assertThat(read.value("ringway_upstream_idle" + S1)).isEqualTo(1);
      assertThat(read.value("ringway_client_connections_total{}")).isEqualTo(1);
      assertThat(read.value("ringway_client_connections_open{}")).isEqualTo(1);
      assertThat(read.value("ringway_client_received_bytes_total{}"))
          .isEqualTo(4 * get("/200").length());
      assertThat(read.value("ringway_client_sent_bytes_total{}")).isEqualTo(received);
    }
    await().until(() -> metrics().value("ringway_client_connections_open{}") == 0);
    await().until(() -> metrics().value("ringway_upstream_open" + S1) == 0);
    assertThat(metrics().value("ringway_upstream_idle" + S1)).isZero();
  }

  @Test
  void aConnectionThatCannotBeMadeIsCounted() throws IOException {
    int closed;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    rig.route(closed);
    try (Socket client = rig.connect()) {
      FakeServer.write(client.getOutputStream(), get("/"));
      assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 503 ");
    }
    assertThat(metrics().value("ringway_upstream_connect_failures_total" + S1)).isEqualTo(1);
    assertThat(metrics().value("ringway_unserved_total{cluster=test}")).isEqualTo(1);
  }

  @Test
  void localResponsesAreCountedByTheirReason() throws IOException {
    try (FakeServer garbage =
        new FakeServer((head, in, out) -> {
          FakeServer.write(out, "no HTTP\r\n\r\n");
          return false;
        })) {
      rig.route(garbage.port());
      rig.exchange("G@T / HTTP/1.1\r\n\r\n");
      rig.exchange("GET / HTTP/1.1\r\n\r\n");
      rig.exchange("GET / HTTP/1.1\r\n\r\n");
      rig.exchange("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: t\r\n\r\n");
      rig.exchange("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
      String told = "ringway_own_answers_total{cluster=%s, reason=%s, status=%d}";
      Exposition read = metrics();
      assertThat(read.value(told.formatted("", "bad-start-line", 400))).isEqualTo(1);
      assertThat(read.value(told.formatted("", "bad-host", 400))).isEqualTo(2);
      assertThat(read.value(told.formatted("", "uri-too-long", 414))).isEqualTo(1);
      assertThat(read.value(told.formatted("test", "bad-response", 502))).isEqualTo(1);
      assertThat(read.value("ringway_refused_total{cluster=}")).isEqualTo(4);
      assertThat(read.value("ringway_unserved_total{cluster=test}")).isEqualTo(1);
    }
  }

  @Test
  void whatHoldsAnEventLoopUpIsSeen() {
    String held = "ringway_loop_delay_seconds_bucket{le=0.0500, loop=0}";
    await().until(() -> metrics().value("ringway_loop_delay_seconds_count{loop=0}") > 0);
    CountDownLatch enough = new CountDownLatch(1);
    long begin = System.nanoTime();
    rig.transport
        .group()
        .iterator()
        .next()
        .execute(() -> {
          try {
            enough.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    await().until(() -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(400));
    enough.countDown();
    await()
        .until(() ->
            metrics().value("ringway_loop_delay_seconds_count{loop=0}") > metrics().value(held));
  }
}
