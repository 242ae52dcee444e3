package io.ringway.balancer.exchange;

import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.CLOSES;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.GOES_ON;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.RESETS;
import static io.ringway.balancer.exchange.MisbehavingServerTests.Then.STALLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The responses to a client for each kind of broken server, and the bytes that the servers see. */
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

  /** The behaviour of a server after it has sent its bytes. */
  enum Then {
    GOES_ON,
    CLOSES,
    RESETS,
    STALLS
  }

  /**
   * A way to misbehave.
   *
   * @param alone the answer when there is no other server: status and reason, or {@code broken}
   * @param elsewhere whether a GET gets its answer from another server
   * @param sent what the server sends for a request
   */
  record Fault(String name, String alone, boolean elsewhere, String sent, Then then) {

    FakeServer.Script script() {
      return (head, in, out) -> {
        FakeServer.readBody(head, in);
        FakeServer.write(out, sent);
        return switch (then) {
          case GOES_ON -> true;
          case CLOSES -> false;
          case RESETS -> throw new FakeServer.Reset();
          case STALLS -> in.read() >= 0; // nothing more until the balancer gives up
        };
      };
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Fault> faults() {
    String closed = "502 server-closed";
    String late = "504 response-timeout";
    String none = "";
    String ok = "HTTP/1.1 200 OK\r\n";
    String half = ok + "Content-Length: 9\r\n";
    String hint = "HTTP/1.1 103 Hint\r\n\r\n";
    String chunk = ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel";
    String broken = ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhel";
    return List.of(
        new Fault("closes instead of an answer", closed, true, none, CLOSES),
        new Fault("resets instead of an answer", closed, true, none, RESETS),
        new Fault("closes in the head", closed, true, half, CLOSES),
        new Fault("resets in the head", closed, true, half, RESETS),
        new Fault("closes after an interim answer", closed, false, hint, CLOSES),
        new Fault("closes in a counted body", "broken", false, half + "\r\nhel", CLOSES),
        new Fault("resets in a counted body", "broken", false, half + "\r\nhel", RESETS),
        new Fault(
            "resets in a body that a close would end", "broken", false, ok + "\r\nhel", RESETS),
        new Fault("closes in a chunked body", "broken", false, chunk, CLOSES),
        new Fault("sends a broken chunk", "broken", false, broken, GOES_ON),
        bad("speaks another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        bad("sends a line that is no status", "garbage\r\n\r\n"),
        bad("sends a status of two digits", "HTTP/1.1 99 X\r\n\r\n"),
        bad("sends a status of four digits", "HTTP/1.1 1000 X\r\n\r\n"),
        bad("speaks another version", "HTTP/9.9 200 OK\r\n\r\n"),
        bad("gives a length that is no number", ok + "Content-Length: foo\r\n\r\n"),
        bad("gives two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        bad("upgrades unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        bad("sends interim answers without end", hint.repeat(40)),
        new Fault("never answers", late, false, none, STALLS),
        new Fault("stalls in the head", late, false, half, STALLS),
        new Fault("stalls in the body", "broken", false, half + "\r\nhel", STALLS));
  }

  private static Fault bad(String name, String answer) {
    return new Fault(name, "502 bad-response", false, answer, GOES_ON);
  }

  static String ask(String method, int key) {
    return method
        + " /?key="
        + key
        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
  }

  /** The last answer: after interim ones, the one that counts. */
  static void isAnswered(String expected, String got) {
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
  void aPostGetsTheReasonAndIsSentOnce(Fault fault) throws IOException {
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
  void eachOfThemCountsAgainstItsServer(Fault fault) throws IOException {
    rig.timeouts = new Timeouts(500, 300, 300);
    rig.policy = rig.policy.withEjection(1, 60_000, 100);
    try (FakeServer server = new FakeServer(fault.script())) {
      rig.route(server.port());
      rig.exchange(ask("POST", 1));
      assertThat(rig.health.of("c1", "s1").timesEjected()).isEqualTo(1);
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 1\n");
    }
  }

  @Test
  void aHeadOverTheLimitFailsItsRequestAndEjectsNoServer() throws IOException {
    rig.policy = rig.policy.withEjection(1, 60_000, 100);
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    for (String head :
        List.of(ok + "X: " + "x".repeat(70_000) + "\r\n", ok + "X: y\r\n".repeat(200))) {
      try (FakeServer server = FakeServer.answering(head + "\r\n")) {
        rig.route(server.port());
        isAnswered("502 response-head-too-large", rig.exchange(ask("GET", 1)));
        assertThat(rig.health.of("c1", "s1").timesEjected()).isZero();
      }
    }
    assertThat(rig.metrics())
        .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 2\n");
  }

  @Test
  void aHeadWithinTheLimitsOfResponsesPasses() throws IOException {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    for (String head :
        List.of(ok + "X: " + "x".repeat(60_000) + "\r\n", ok + "X: y\r\n".repeat(199))) {
      try (FakeServer server = FakeServer.answering(head + "\r\n")) {
        rig.route(server.port());
        assertThat(rig.exchange(ask("GET", 1))).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void aBodyThatIsNotHeldAnyMoreIsSentOnce() throws IOException {
    FakeServer.Script hangsUp =
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          return false;
        };
    try (FakeServer one = new FakeServer(hangsUp);
        FakeServer two = new FakeServer(hangsUp)) {
      rig.route(one.port(), two.port());
      String large = "x".repeat(200_000);
      isAnswered(
          "502 server-closed",
          rig.exchange(ask("GET", 1).replace("2\r\n\r\nhi", large.length() + "\r\n\r\n" + large)));
      assertThat(one.heads.size() + two.heads.size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "BREW"})
  void whatMayChangeSomethingIsSentOnce(String method) throws IOException {
    assertThat(timesSent(method)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void whatChangesNothingIsTriedElsewhere(String method) throws IOException {
    assertThat(timesSent(method)).isEqualTo(2);
  }

  private int timesSent(String method) throws IOException {
    FakeServer.Script hangsUp = (head, in, out) -> false;
    try (FakeServer one = new FakeServer(hangsUp);
        FakeServer two = new FakeServer(hangsUp)) {
      rig.route(one.port(), two.port());
      isAnswered("502 server-closed", rig.exchange(ask(method, 1)));
      return one.heads.size() + two.heads.size();
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
}
