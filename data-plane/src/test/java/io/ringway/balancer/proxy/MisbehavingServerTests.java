package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client gets from each kind of broken server, and what the servers see meanwhile. */
class MisbehavingServerTests {

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

  /**
   * A way to misbehave.
   *
   * @param alone the answer when there is no other server: status and reason, or {@code broken}
   * @param elsewhere whether a GET gets its answer from another server
   */
  record Fault(String name, String alone, boolean elsewhere, FakeServer.Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Fault answers(String name, String alone, String answer) {
    return new Fault(
        name,
        alone,
        false,
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          FakeServer.write(out, answer);
          return true;
        });
  }

  private static Fault breaksOff(String name, String alone, boolean elsewhere, String sent) {
    return new Fault(
        name,
        alone,
        elsewhere,
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          FakeServer.write(out, sent);
          return false;
        });
  }

  private static Fault resets(String name, String alone, boolean elsewhere, String sent) {
    return new Fault(
        name,
        alone,
        elsewhere,
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          FakeServer.write(out, sent);
          throw new FakeServer.Reset();
        });
  }

  private static Fault stalls(String name, String alone, String sent) {
    return new Fault(
        name,
        alone,
        false,
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          FakeServer.write(out, sent);
          return in.read() >= 0; // nothing more until the balancer gives up
        });
  }

  static List<Fault> faults() {
    String closed = "502 server-closed";
    String bad = "502 bad-answer";
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n";
    return List.of(
        breaksOff("closes instead of an answer", closed, true, ""), // faults 80, 81
        resets("resets instead of an answer", closed, true, ""),
        breaksOff("closes in the head", closed, true, half), // fault 84
        resets("resets in the head", closed, true, half),
        breaksOff("closes after an interim answer", closed, false, "HTTP/1.1 103 Hint\r\n\r\n"),
        breaksOff("closes in a counted body", "broken", false, half + "\r\nhel"), // fault 85
        resets("resets in a counted body", "broken", false, half + "\r\nhel"),
        breaksOff(
            "closes in a chunked body", // fault 86
            "broken",
            false,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        answers(
            "sends a broken chunk",
            "broken",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhel"),
        answers("speaks another protocol", bad, "SSH-2.0-OpenSSH_9.2\r\n\r\n"), // fault 90
        answers("sends a status of two digits", bad, "HTTP/1.1 99 X\r\n\r\n"), // fault 91
        answers(
            "gives two lengths", // fault 92
            bad,
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        answers(
            "sends a head that is too large",
            bad,
            "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n"),
        answers(
            "sends too many lines",
            bad,
            "HTTP/1.1 200 OK\r\n" + "X-More: 1\r\n".repeat(101) + "\r\n"),
        answers(
            "sends interim answers without end", // fault 95
            bad,
            "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(40)),
        stalls("never answers", "504 response-timeout", ""), // fault 87
        stalls("stalls in the head", "504 response-timeout", half),
        stalls("stalls in the body", "broken", half + "\r\nhel")); // fault 88
  }

  private static String ask(String method, int key) {
    return method
        + " /?key="
        + key
        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
  }

  /** The last answer: after interim ones, the one that counts. */
  private static void isAnswered(String expected, String got) {
    if (expected.equals("broken")) {
      // What came was begun by the server and cannot be taken for whole.
      assertThat(got).startsWith("HTTP/1.1 200 ").doesNotContain("0\r\n\r\n").endsWith("<reset>");
    } else {
      String answer = got.substring(got.lastIndexOf("HTTP/1.1 "));
      assertThat(answer)
          .startsWith("HTTP/1.1 " + expected.substring(0, 4))
          .contains("Ringway-Reason: " + expected.substring(4) + "\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPostIsAnsweredWithTheReasonAndSentOnce(Fault fault) throws IOException {
    rig.timeouts = new Timeouts(500, 300, 300);
    try (FakeServer one = new FakeServer(fault.script());
        FakeServer two = new FakeServer(fault.script())) {
      rig.route(one.port(), two.port());
      isAnswered(fault.alone(), rig.exchange(ask("POST", 1)));
      assertThat(one.heads.size() + two.heads.size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aGetIsTakenElsewhereWhereThatDoesNoHarm(Fault fault) throws IOException {
    rig.timeouts = new Timeouts(500, 300, 300);
    try (FakeServer bad = new FakeServer(fault.script());
        FakeServer good = FakeServer.answering(OK)) {
      rig.route(bad.port());
      isAnswered(fault.alone(), rig.exchange(ask("GET", 1)));
      rig.route(bad.port(), good.port());
      int before = bad.heads.size();
      for (int key = 0; bad.heads.size() == before; key++) {
        String answer = rig.exchange(ask("GET", key));
        if (bad.heads.size() == before || fault.elsewhere()) {
          assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok");
        } else {
          isAnswered(fault.alone(), answer);
        }
      }
    }
  }

  @Test
  void aServerThatAcceptsAndHangsUpCostsNoGet() throws IOException {
    try (FakeServer bad = FakeServer.hangingUp();
        FakeServer good = FakeServer.answering(OK)) {
      rig.route(bad.port(), good.port());
      for (int key = 0; bad.connections.get() < 3; key++) {
        assertThat(rig.exchange(ask("GET", key))).startsWith("HTTP/1.1 200 ");
      }
      // A POST may have reached it, for all that the balancer knows.
      int before = bad.connections.get();
      for (int key = 0; bad.connections.get() == before; key++) {
        String answer = rig.exchange(ask("POST", key));
        if (bad.connections.get() == before) {
          assertThat(answer).startsWith("HTTP/1.1 200 ");
        } else {
          isAnswered("502 server-closed", answer);
        }
      }
    }
  }

  /** Faults 93 and 94: what nobody asked for is never the answer to the next request. */
  @ParameterizedTest
  @MethodSource("surplus")
  void bytesAfterTheEndOfAnAnswerAreNobodysAnswer(String method, String answer) throws IOException {
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

  /** Fault 83, for as many connections as there are in the pool. */
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
        assertThat(rig.exchange(ask("GET", i))).startsWith("HTTP/1.1 200 ");
      }
      int before = server.heads.size();
      String answer = rig.exchange(ask("POST", 1));
      assertThat(server.heads).hasSize(before + 1);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        isAnswered("502 server-closed", answer);
      }
    }
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

  /** Fault 89: slow is not broken, and no byte waits for the next one. */
  @Test
  void anAnswerThatDripsPassesAsItComes() throws IOException {
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
}
