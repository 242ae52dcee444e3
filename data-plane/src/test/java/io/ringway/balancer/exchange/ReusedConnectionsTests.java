package io.ringway.balancer.exchange;

import static io.ringway.balancer.exchange.MisbehavingServerTests.ask;
import static io.ringway.balancer.exchange.MisbehavingServerTests.isAnswered;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.listener.PortRules;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to servers that are used for one request after another. */
class ReusedConnectionsTests {

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

  /** Bytes that belong to no request are never the response to the next one. */
  @ParameterizedTest
  @MethodSource("surplus")
  void bytesAfterTheEndOfAResponseAreNeverAResponse(String method, String answer)
      throws IOException {
    AtomicInteger served = new AtomicInteger();
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.readBody(head, in);
              FakeServer.write(out, served.getAndIncrement() == 0 ? answer : OK);
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), method + " /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(FakeServer.readHead(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      FakeServer.write(client.getOutputStream(), "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Rig.readAnswer(client.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("ok");
      assertThat(server.connections).hasValue(2);
    }
  }

  static List<Arguments> surplus() {
    String stolen = "HTTP/1.1 403 Stolen\r\nContent-Length: 0\r\n\r\n";
    String empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    return List.of(
        Arguments.of("GET", empty + stolen),
        Arguments.of("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nunwelcome"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n"
      })
  void aResponseThatClosesIsTheLastOfItsConnection(String answer) throws IOException {
    assertThat(connectionsForTwo(answer)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK,
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\n\r\n"
      })
  void anyOtherResponseLeavesTheConnectionForTheNextOne(String answer) throws IOException {
    assertThat(connectionsForTwo(answer)).isEqualTo(1);
  }

  private int connectionsForTwo(String answer) throws IOException {
    try (FakeServer server = FakeServer.answering(answer);
        Socket client = rig.connect()) {
      rig.route(server.port());
      for (int i = 0; i < 2; i++) {
        FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 20");
      }
      return server.connections.get();
    }
  }

  @Test
  void aResponseBeforeTheEndOfItsRequestIsTheLastOfItsConnection() throws IOException {
    try (Rig own = new Rig(1, PortRules.DEFAULT, Integer.MAX_VALUE);
        FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, OK);
              return true;
            });
        Socket unfinished = own.connect()) {
      own.route(server.port());
      FakeServer.write(
          unfinished.getOutputStream(),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel");
      assertThat(Rig.readAnswer(unfinished.getInputStream())).endsWith("ok");
      assertThat(own.exchange(ask("GET", 1))).endsWith("ok");
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void aConnectionOnWhichItsServerSendsUnrequestedBytesIsClosed() throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, OK);
              await(answered);
              FakeServer.write(out, "HTTP/1.1 403 Stolen\r\nContent-Length: 0\r\n\r\n");
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
      answered.countDown();
      Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> open(rig) == 0);
    }
  }

  /** The same for as many connections as there are in the pool. */
  @Test
  void connectionsThatCloseJustAsTheyAreUsedAgainCostNoGet() throws Exception {
    AtomicReference<CountDownLatch> together = new AtomicReference<>(new CountDownLatch(8));
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.readBody(head, in);
          if (!seen.add(in)) {
            return false; // the second request of a connection
          }
          together.get().countDown();
          await(together.get());
          FakeServer.write(out, OK);
          return true;
        })) {
      rig.timeouts = new Timeouts(500, 5_000, 5_000);
      rig.route(server.port());
      askTogether(8);
      together.set(new CountDownLatch(0));
      for (int i = 0; i < 8; i++) {
        int before = server.heads.size();
        assertThat(rig.exchange(ask("GET", i))).startsWith("HTTP/1.1 200 ");
        assertThat(server.heads.size() - before).as("at most once more").isLessThanOrEqualTo(2);
      }
      assertThat(rig.metrics())
          .as("it is not to blame")
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 0\n");
      int before = server.heads.size();
      String answer = rig.exchange(ask("POST", 1));
      assertThat(server.heads).hasSize(before + 1);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        isAnswered("502 server-closed", answer);
      }
    }
  }

  /** The shortest time that common servers keep an idle connection for is five seconds. */
  @Test
  void connectionsThatRestAreClosedBeforeTheirServerDoes() throws IOException {
    try (Rig named = new Rig();
        FakeServer server = FakeServer.answering(OK);
        Socket one = rig.connect();
        Socket other = named.connect()) {
      named.relayPolicy = new RelayPolicy(ProxyProtocol.V1, true);
      for (Rig each : List.of(rig, named)) {
        each.route(server.port());
      }
      for (Socket client : List.of(one, other)) {
        FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> open(rig) == 0 && open(named) == 0);
    }
  }

  private static double open(Rig at) {
    return Exposition.of(at.metrics()).value("ringway_upstream_open{cluster=test, server=s1}");
  }

  private void askTogether(int clients) throws IOException {
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Socket client = rig.connect();
      open.add(client);
      FakeServer.write(client.getOutputStream(), ask("GET", i));
    }
    for (Socket client : open) {
      assertThat(Rig.readAll(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      client.close();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
