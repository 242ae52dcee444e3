package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.routing.TableExplainer;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ejection, panic, retry budget and the time for the whole, through the real listener. */
class FailureRulesTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SICK =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String get(int key) throws IOException {
    return rig.exchange("GET /?key=" + key + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  private Explanation explain(String key) {
    return new TableExplainer(rig.active).explain(new ExplainQuery.Key("test", key));
  }

  /** The server is not checked, or its checks succeed. */
  @Test
  void aServerThatFailsAllItGetsIsEjectedAndComesBack() throws IOException {
    AtomicBoolean sick = new AtomicBoolean(true);
    try (FakeServer flaky =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, sick.get() ? SICK : OK);
              return true;
            });
        FakeServer good = FakeServer.answering(OK)) {
      rig.policy = rig.policy.withEjection(3, 1_000, 50);
      rig.route(flaky.port(), good.port());
      int failed = 0;
      for (int key = 0; key < 60; key++) {
        failed += get(key).startsWith("HTTP/1.1 503 ") ? 1 : 0;
      }
      assertThat(failed).isEqualTo(3);
      assertThat(flaky.heads).hasSize(3);
      assertThat(rig.metrics())
          .contains(
              "ringway_ejections_total{cluster=\"test\",server=\"s1\"} 1",
              "ringway_server_ejected{cluster=\"test\",server=\"s1\"} 1",
              "ringway_server_healthy{cluster=\"test\",server=\"s1\"} 0",
              "ringway_panic{cluster=\"test\"} 0");
      assertThat(explain("a").steps())
          .anySatisfy(step ->
              assertThat(step.reason()).startsWith("It is down: ejected for 1.0 s after 3"));

      sick.set(false);
      rig.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      rig.health.readmit();
      for (int key = 0; flaky.heads.size() == 3; key++) {
        assertThat(get(key)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void aClientThatDoesNotReadIsNoFaultOfTheServer() throws Exception {
    byte[] large = new byte[32 << 20];
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Length: " + large.length + "\r\n\r\n");
              out.write(large);
              return true;
            });
        FakeServer other = FakeServer.answering(OK)) {
      rig.policy = rig.policy.withEjection(1, 60_000, 100);
      rig.timeouts = new Timeouts(500, 300, 300);
      rig.route(server.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await()
            .until(() ->
                rig.metrics().contains("ringway_in_flight{cluster=\"test\",server=\"s1\"} 0"));
      }
      assertThat(rig.health.of("c1", "s1").usable()).isTrue();
      assertThat(other.heads).isEmpty();
    }
  }

  @Test
  void belowThePanicThresholdHealthIsIgnored() throws IOException {
    try (FakeServer one = FakeServer.answering(OK);
        FakeServer two = FakeServer.answering(OK);
        FakeServer three = FakeServer.answering(OK)) {
      rig.route(one.port(), two.port(), three.port());
      allDownBut("s3");
      for (int key = 0; key < 30; key++) {
        assertThat(get(key)).startsWith("HTTP/1.1 200 ").contains("Ringway-Server: s3");
      }

      rig.policy = rig.policy.withPanicThreshold(50);
      rig.route(one.port(), two.port(), three.port());
      for (int key = 0; one.heads.isEmpty() || two.heads.isEmpty(); key++) {
        assertThat(get(key)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(rig.metrics()).contains("ringway_panic{cluster=\"test\"} 1");
      assertThat(explain("a").summary()).endsWith("so health is ignored.");
      assertThat(explain("a").takers()).hasSize(1);

      // Two of three are up again, which is more than half: s2 is another one now.
      rig.route(List.of(server("s1", one), server("s4", two), server("s3", three)));
      assertThat(rig.metrics()).contains("ringway_panic{cluster=\"test\"} 0");
      int before = one.heads.size();
      for (int key = 0; key < 30; key++) {
        assertThat(get(key)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(one.heads).hasSize(before);
    }
  }

  private static ServerConfig server(String id, FakeServer at) {
    return new ServerConfig(id, id, "127.0.0.1", at.port(), 1, ServerState.READY);
  }

  private void allDownBut(String id) {
    for (String each : List.of("s1", "s2", "s3")) {
      if (!each.equals(id)) {
        rig.health.of("c1", each).failedByTraffic(new ConnectException("Connection refused"));
        rig.health.of("c1", each).failedByTraffic(new ConnectException("Connection refused"));
      }
    }
  }

  @Test
  void theTimeForTheWholeEndsWhatTheOtherTimeoutsAllow() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer silent =
            new FakeServer((head, in, out) -> {
              awaitEnd(over);
              return false;
            });
        FakeServer dripping =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
              while (!awaitBriefly(over)) {
                FakeServer.write(out, "x");
              }
              return false;
            })) {
      rig.timeouts = new Timeouts(5_000, 5_000, 5_000, 400);
      rig.route(silent.port());
      assertThat(get(1)).startsWith("HTTP/1.1 504 ").contains("Ringway-Reason: total-timeout\r\n");
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 1\n");
      rig.route(dripping.port());
      assertThat(get(1)).startsWith("HTTP/1.1 200 ").contains("xx").endsWith("<reset>");
      over.countDown();
    }
  }

  @Test
  void theTimeForTheWholeIsThatOfOneRequest() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              for (int i = 0; head.startsWith("GET /slow") && i < 16; i++) {
                awaitBriefly(never);
              }
              FakeServer.write(out, OK);
              return true;
            });
        Socket client = rig.connect()) {
      rig.timeouts = new Timeouts(5_000, 5_000, 5_000, 400);
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
      rig.timeouts = new Timeouts(5_000, 5_000, 5_000);
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
    }
  }

  private static void awaitEnd(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static boolean awaitBriefly(CountDownLatch latch) throws IOException {
    try {
      return latch.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void noMoreServersAreTriedThanTheClusterAllows() throws IOException {
    FakeServer.Script hangsUp = (head, in, out) -> false;
    try (FakeServer one = new FakeServer(hangsUp);
        FakeServer two = new FakeServer(hangsUp);
        FakeServer three = new FakeServer(hangsUp)) {
      rig.retry = new RetryPolicy(2, 100);
      rig.route(one.port(), two.port(), three.port());
      assertThat(get(1)).startsWith("HTTP/1.1 502 ");
      assertThat(one.heads.size() + two.heads.size() + three.heads.size()).isEqualTo(2);
    }
  }

  /** 40 requests fail at once; without a budget each would be tried three times. */
  @Test
  void theBudgetKeepsRetriesFromBecomingAStorm() throws Exception {
    int requests = 40;
    CountDownLatch arrived = new CountDownLatch(requests);
    CountDownLatch over = new CountDownLatch(1);
    FakeServer.Script script =
        (head, in, out) -> {
          boolean first = arrived.getCount() > 0;
          arrived.countDown();
          awaitEnd(first ? arrived : over);
          return false;
        };
    List<Socket> clients = new ArrayList<>();
    try (FakeServer one = new FakeServer(script);
        FakeServer two = new FakeServer(script);
        FakeServer three = new FakeServer(script)) {
      rig.timeouts = new Timeouts(5_000, 5_000, 5_000);
      rig.policy = rig.policy.withEjection(0, 1_000, 50);
      rig.retry = new RetryPolicy(3, 0);
      rig.route(one.port(), two.port(), three.port());
      for (int i = 0; i < requests; i++) {
        Socket client = rig.connect();
        clients.add(client);
        FakeServer.write(
            client.getOutputStream(),
            "GET /?key=" + i + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      }
      arrived.await();
      // Two event loops, three on each that are always allowed; these wait for the end.
      int retries = 2 * 3;
      await()
          .until(
              () -> one.heads.size() + two.heads.size() + three.heads.size() == requests + retries);
      over.countDown();
      for (Socket client : clients) {
        assertThat(Rig.readAll(client.getInputStream())).startsWith("HTTP/1.1 502 ");
        client.close();
      }
      assertThat(one.heads.size() + two.heads.size() + three.heads.size())
          .isLessThanOrEqualTo(requests + 2 * retries);
    }
  }
}
