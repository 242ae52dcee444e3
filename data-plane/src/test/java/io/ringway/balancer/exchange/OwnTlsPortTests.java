package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.tls.Certificates;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Obstacle;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port of a cluster's own, which speaks TLS or does not, and changes while it lives. */
class OwnTlsPortTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final int CLIENTS = 12;
  private static final int CHANGES = 100;

  @TempDir static Path folder;

  private static Certificates certificates;

  @BeforeAll
  static void make() throws IOException {
    certificates = TlsPort.anyCertificate(folder);
  }

  private static TlsPort open(@Nullable Certificates with) throws IOException {
    return new TlsPort(TlsPort.Which.OWN, new Rig(), with);
  }

  private static void speakTls(TlsPort port, boolean tls, FakeServer server) {
    port.rig.listen = new Listen(port.rig.listen.port(), tls, List.of(), "/");
    port.rig.route(server.port());
  }

  /** Answers /held when it may, and everything else at once. */
  private static FakeServer holding(CountDownLatch held, CountDownLatch release)
      throws IOException {
    return new FakeServer((head, _, out) -> {
      if (head.startsWith("GET /held ")) {
        held.countDown();
        awaitUninterruptibly(release);
      }
      FakeServer.write(out, OK);
      return true;
    });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(8, TimeUnit.SECONDS)) {
        throw new IOException("it was never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(Socket socket, String path) throws IOException {
    FakeServer.write(socket.getOutputStream(), GET.replace("GET /", "GET " + path));
  }

  @Test
  void aChangeEndsNoRequestAndClosesConnectionsThatBeganOtherwise() throws Exception {
    CountDownLatch held = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    try (FakeServer server = holding(held, release);
        TlsPort port = open(certificates)) {
      speakTls(port, false, server);
      try (Socket busy = port.plain();
          Socket idle = port.plain();
          Socket fresh = port.plain()) {
        ask(busy, "/held");
        ask(idle, "/");
        assertThat(Rig.readAnswer(idle.getInputStream())).endsWith("ok");
        assertThat(idle.getInputStream().available()).isZero();

        speakTls(port, true, server);
        try (SSLSocket tls = port.connect()) {
          ask(tls, "/");
          assertThat(Rig.readAnswer(tls.getInputStream())).endsWith("ok").doesNotContain("close");
          ask(tls, "/held");
          assertThat(idle.getInputStream().read()).as("an idle one is closed").isEqualTo(-1);
          ask(fresh, "/");
          assertThat(Rig.readAll(fresh.getInputStream()))
              .as("one without a request yet has one")
              .contains("HTTP/1.1 200 ", "Connection: close\r\n")
              .endsWith("ok");
          try (Socket late = port.plain()) {
            ask(late, "/");
            assertThat(Rig.readAll(late.getInputStream())).contains("tls-expected");
          }

          held.await();
          speakTls(port, false, server);
          release.countDown();
          for (Socket each : List.of(busy, tls)) {
            assertThat(Rig.readAll(each.getInputStream()))
                .contains("HTTP/1.1 200 ", "Connection: close\r\n")
                .endsWith("ok");
          }
        }
        try (Socket again = port.plain()) {
          assertThat(TlsPort.exchange(again, LAST)).endsWith("ok");
        }
      }
    }
  }

  @Test
  void changesInARowRefuseAndResetNoClient() throws Exception {
    Semaphore served = new Semaphore(0);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer server = FakeServer.answering(OK);
        TlsPort port = open(certificates)) {
      port.rig.route(server.port());
      List<Thread> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(i ->
                  Thread.startVirtualThread(() -> {
                    while (over.getCount() > 0) {
                      String answer = answer(port, i % 4 == 0);
                      if (answer.endsWith("ok")) {
                        served.release();
                      } else if (!answer.equals("other")) {
                        wrong.add(answer);
                      }
                    }
                  }))
              .toList();
      for (int i = 0; i < CHANGES; i++) {
        speakTls(port, i % 2 == 0, server);
        served.drainPermits();
        assertThat(served.tryAcquire(3, 8, TimeUnit.SECONDS)).isTrue();
      }
      over.countDown();
      for (Thread client : clients) {
        client.join();
      }
      assertThat(wrong).isEmpty();
    }
  }

  /**
   * Returns the response to a new connection: "other" when the port has the other protocol at the
   * moment.
   */
  private static String answer(TlsPort port, boolean tls) {
    try (Socket plain = port.plain()) {
      if (!tls) {
        String answer = TlsPort.exchange(plain, LAST);
        return answer.contains("tls-expected") ? "other" : answer;
      }
      try (SSLSocket over = TlsPort.over(plain, "TLSv1.3", "")) {
        return TlsPort.exchange(over, LAST);
      }
    } catch (SSLException notTls) {
      return "other";
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  void theMainPortAndTheOtherClustersStayAsTheyAre() throws Exception {
    try (FakeServer server = FakeServer.answering(OK);
        TlsPort port = open(certificates)) {
      port.rig.route(server.port());
      assertThat(port.rig.exchange(LAST)).startsWith("HTTP/1.1 404 ").contains("no-cluster");
      assertThat(port.rig.metrics())
          .contains(
              "ringway_port_open{port=\"" + port.number() + "\",tls=\"true\"} 1\n",
              "ringway_port_open{port=\"" + port.rig.port() + "\",tls=\"false\"} 1\n");
      port.rig.routeNothing();
      assertThat(port.number()).isEqualTo(-1);
    }
  }

  @Test
  void withoutCertificatesThePortIsClosedAndSaysWhyWhileTheRestServes() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (FakeServer server = holding(held, release);
        TlsPort port = open(null)) {
      speakTls(port, false, server);
      int number = port.number();
      try (Socket busy = port.plain()) {
        ask(busy, "/held");
        held.await();
        speakTls(port, true, server);
        assertThat(port.number()).isEqualTo(-1);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), number).close())
            .isInstanceOf(ConnectException.class);
        assertThat(port.rig.obstacles())
            .singleElement()
            .satisfies(obstacle -> {
              assertThat(obstacle.item()).isEqualTo(Obstacle.Item.PORT);
              assertThat(obstacle.name()).isEqualTo(Integer.toString(number));
              assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.NO_CERTIFICATES);
              assertThat(obstacle.reason()).contains("start it with --tls-certificates");
              assertThat(obstacle.nextTryMillis()).as("only a restart helps").isZero();
            });
        assertThat(port.rig.metrics())
            .contains("ringway_port_open{port=\"" + number + "\",tls=\"true\"} 0\n");
        assertThat(port.rig.exchange(LAST)).as("the main port").startsWith("HTTP/1.1 404 ");
        release.countDown();
        assertThat(Rig.readAll(busy.getInputStream())).endsWith("ok");
      }
      speakTls(port, false, server);
      assertThat(port.rig.obstacles()).isEmpty();
      try (Socket again = port.plain()) {
        assertThat(TlsPort.exchange(again, LAST)).endsWith("ok");
      }
    }
  }
}
