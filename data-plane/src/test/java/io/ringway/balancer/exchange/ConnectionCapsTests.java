package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.listener.PortRules;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.protocol.HealthPolicy;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConnectionCapsTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";

  private static Rig rig(int clients, int perServer) {
    return new Rig(new PortRules(clients, false, 3_600_000), perServer);
  }

  private static String ask(Socket client) throws IOException {
    FakeServer.write(client.getOutputStream(), GET);
    return Rig.readAnswer(client.getInputStream());
  }

  /** Lets connections be idle for longer than the loop's clock is coarse. */
  private static void idle(Rig rig) {
    await().during(Duration.ofMillis(400)).until(() -> rig.health.of("c1", "s1").usable());
  }

  @Test
  void oneClientTooManyGetsA503AtOnceAndThereIsRoomAgainAfterAnotherLeft() throws IOException {
    try (Rig rig = rig(2, 100);
        FakeServer server = FakeServer.answering(OK);
        Socket one = rig.connect();
        Socket two = rig.connect()) {
      rig.route(server.port());
      assertThat(ask(one)).endsWith("ok");
      assertThat(ask(two)).endsWith("ok");
      idle(rig);
      // With a request or without one, and always whole.
      for (String sent : new String[] {"", GET, GET.repeat(500)}) {
        assertThat(rig.exchange(sent))
            .startsWith("HTTP/1.1 503 ")
            .contains("Ringway-Reason: too-many-connections", "Retry-After: 1", "Connection: close")
            .endsWith("\"reason\":\"too-many-connections\"}\n");
      }
      assertThat(rig.metrics()).contains("ringway_refused_total{cluster=\"\"} 3");
      assertThat(ask(one)).endsWith("ok");
      one.close();
      await()
          .until(() -> {
            try (Socket three = rig.connect()) {
              return ask(three).endsWith("ok");
            }
          });
    }
  }

  @Test
  void aClientTooManyTakesThePlaceOfTheOneThatIsIdleForLongest() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (Rig rig = new Rig(1, new PortRules(3, false, 0), 100);
        FakeServer server =
            new FakeServer((head, in, out) -> {
              try {
                if (head.startsWith("GET /held ")) {
                  over.await();
                }
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              FakeServer.write(out, OK);
              return true;
            });
        Socket busy = rig.connect();
        Socket one = rig.connect();
        Socket two = rig.connect()) {
      rig.timeouts = new io.ringway.protocol.Timeouts(500, 10_000, 10_000);
      rig.route(server.port());
      FakeServer.write(busy.getOutputStream(), "GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
      await().until(() -> server.heads.size() == 1);
      assertThat(ask(one)).endsWith("ok");
      assertThat(ask(two)).endsWith("ok");
      idle(rig);
      assertThat(ask(one)).endsWith("ok");
      idle(rig);
      try (Socket three = rig.connect()) {
        assertThat(ask(three)).endsWith("ok");
        assertThat(two.getInputStream().read()).isEqualTo(-1);
        assertThat(ask(one)).endsWith("ok");
        assertThat(rig.metrics()).contains("ringway_client_connections_displaced_total 1");
        over.countDown();
        assertThat(Rig.readAnswer(busy.getInputStream())).endsWith("ok");
      }
    }
  }

  @Test
  void aServerWithAsManyConnectionsAsMayBePassesItsKeysOn() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    FakeServer.Script held =
        (head, in, out) -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          FakeServer.write(out, OK);
          return true;
        };
    try (Rig rig = rig(100, 1);
        FakeServer one = new FakeServer(held);
        FakeServer two = new FakeServer(held);
        Socket first = rig.connect();
        Socket second = rig.connect();
        Socket third = rig.connect()) {
      rig.timeouts = new io.ringway.protocol.Timeouts(500, 10_000, 10_000);
      rig.route(one.port(), two.port());
      FakeServer.write(first.getOutputStream(), GET);
      await().until(() -> one.heads.size() + two.heads.size() == 1);
      FakeServer.write(second.getOutputStream(), GET);
      await().until(() -> one.heads.size() == 1 && two.heads.size() == 1);
      assertThat(ask(third)).startsWith("HTTP/1.1 503 ").contains("Ringway-Reason: no-server");
      assertThat(rig.health.of("c1", "s1").usable()).isTrue();
      over.countDown();
      assertThat(Rig.readAnswer(first.getInputStream())).endsWith("ok");
      assertThat(Rig.readAnswer(second.getInputStream())).endsWith("ok");
    }
  }

  @Test
  void aConnectionToAServerThatIsGoneMakesRoomForAnother() throws IOException {
    try (Rig rig = rig(100, 1);
        FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      for (int i = 1; i <= 3; i++) {
        try (Socket client = rig.connect()) {
          assertThat(ask(client)).endsWith("ok");
        }
        assertThat(server.connections).hasValue(i);
        server.closeAll();
        await().until(() -> metric(rig, "open") == 0);
      }
    }
  }

  @Test
  void aConnectionThatCannotBeMadeTakesNoRoom() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (Rig rig = rig(100, 1)) {
      rig.policy = new HealthPolicy("/", 60_000, 500, 10, 2);
      rig.route(closed);
      for (int i = 1; i <= 3; i++) {
        try (Socket client = rig.connect()) {
          assertThat(ask(client)).startsWith("HTTP/1.1 503 ");
        }
        assertThat(metric(rig, "connect_failures_total")).isEqualTo(i);
      }
    }
  }

  private static double metric(Rig rig, String name) {
    return Exposition.of(rig.metrics())
        .value("ringway_upstream_" + name + "{cluster=test, server=s1}");
  }
}
