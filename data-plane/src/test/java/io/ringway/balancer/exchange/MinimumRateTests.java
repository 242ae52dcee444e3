package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that move, but too slowly: RFC 9110 section 15.5.9. */
class MinimumRateTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int LARGE = 32 << 20;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private Rig rig;

  @AfterEach
  void stop() {
    clock.shutdownNow();
    rig.close();
  }

  private void rig(int bytesPerSecond, int idleMillis) {
    rig(Transport.Kind.AUTO, bytesPerSecond, idleMillis);
  }

  private void rig(Transport.Kind kind, int bytesPerSecond, int idleMillis) {
    MinimumRate rate = new MinimumRate(bytesPerSecond, 300);
    rig =
        new Rig(
            kind,
            new HttpRules(
                Limits.DEFAULT,
                new ClientTimeouts(10_000, 75_000, 60_000, rate),
                TrustedProxies.NOBODY));
    rig.timeouts = new Timeouts(500, 20_000, idleMillis);
  }

  /** Sends the text again and again, each 20 ms, as often as that. */
  private void drip(Socket client, String text, int times) {
    AtomicInteger left = new AtomicInteger(times);
    var _ =
        clock.scheduleAtFixedRate(
            () -> {
              if (left.getAndDecrement() > 0) {
                send(client, text);
              }
            },
            20,
            20,
            TimeUnit.MILLISECONDS);
  }

  private static void send(Socket client, String text) {
    try {
      FakeServer.write(client.getOutputStream(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ends the drip
    }
  }

  @Test
  void aBodyThatDripsIs408HoweverItDrips() throws IOException {
    rig(1_000, 20_000);
    try (FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
      drip(client, "a", 10_000);
      assertThat(Rig.readAll(client.getInputStream()))
          .startsWith("HTTP/1.1 408 ")
          .contains("Ringway-Reason: body-too-slow\r\n", "Connection: close\r\n");
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 0");
    }
  }

  @Test
  void aDripInChunksIsNoBetter() throws IOException {
    rig(1_000, 20_000);
    try (FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(client, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      drip(client, "1\r\na\r\n", 10_000);
      assertThat(Rig.readAll(client.getInputStream())).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void aBodyThatDripsAfterItsResponseHasBegunIsBrokenOff() throws IOException {
    rig(1_000, 20_000);
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nbegun");
              hold(over);
              return false;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
      drip(client, "a", 10_000);
      assertThat(Rig.readAll(client.getInputStream())).endsWith("begun<reset>");
      over.countDown();
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSlowClientAboveTheRateIsLeftAlone() throws IOException {
    rig(100, 20_000);
    try (FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(
          client, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 750\r\n\r\n");
      drip(client, "0123456789", 75); // five times the grace, at 500 bytes a second
      assertThat(Rig.readAll(client.getInputStream())).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aClientThatWaitsForAContinueIsNotSlow() throws Exception {
    rig(1_000_000, 20_000);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              var _ =
                  clock.schedule(
                      () -> {
                        FakeServer.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                        return true;
                      },
                      1_000,
                      TimeUnit.MILLISECONDS);
              var _ = FakeServer.readBody(head, in);
              FakeServer.write(out, OK);
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(
          client,
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(FakeServer.readHead(client.getInputStream())).startsWith("HTTP/1.1 100 ");
      send(client, "hello");
      assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aServerThatTakesNothingOfARequestIsToBlame() throws Exception {
    rig(1_000, 400);
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              hold(over);
              return false;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      send(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> {
            try {
              client.getOutputStream().write(new byte[LARGE]);
            } catch (IOException answered) {
              // The balancer closes when it has answered.
            }
          });
      assertThat(Rig.readAnswer(client.getInputStream()))
          .startsWith("HTTP/1.1 504 ")
          .contains("Ringway-Reason: response-timeout\r\n");
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 1");
      over.countDown();
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  private static FakeServer large(int size, AtomicBoolean sent) throws IOException {
    return new FakeServer((head, in, out) -> {
      FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
      out.write(new byte[size]);
      sent.set(true);
      return true;
    });
  }

  private Socket slowReader() throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4 << 10); // and so little in the kernel of the balancer, too
    client.setSoTimeout(20_000);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
    return client;
  }

  /** Reads so much, a block each 20 ms; gives what came. */
  private int read(Socket client, int block, int most) throws Exception {
    InputStream in = client.getInputStream();
    AtomicInteger got = new AtomicInteger();
    CompletableFuture<Integer> end = new CompletableFuture<>();
    var _ =
        clock.scheduleAtFixedRate(
            () -> {
              try {
                int n = in.readNBytes(block).length;
                if (n < block || got.addAndGet(n) >= most) {
                  end.complete(got.get());
                }
              } catch (SocketException reset) {
                end.complete(got.get());
              } catch (IOException e) {
                end.completeExceptionally(e);
              }
            },
            20,
            20,
            TimeUnit.MILLISECONDS);
    return end.get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Transport.Kind.class)
  void aResponseThatIsReadTooSlowlyIsBrokenOff(Transport.Kind kind) throws Exception {
    rig(kind, 1_000_000_000, 500);
    try (FakeServer server = large(LARGE, new AtomicBoolean());
        Socket client = slowReader()) {
      rig.route(server.port());
      send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      // Much faster than an idle limit would ask for.
      assertThat(read(client, 64 << 10, LARGE)).isLessThan(LARGE);
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 0");
    }
  }

  @Test
  void aResponseThatIsNotReadIsBrokenOffEvenWithoutARate() throws IOException {
    rig(0, 300);
    try (FakeServer server = large(LARGE, new AtomicBoolean());
        Socket client = slowReader()) {
      rig.route(server.port());
      send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> rig.metrics().contains("ringway_client_connections_open 0"));
      assertThatThrownBy(() -> client.getInputStream().readNBytes(LARGE))
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClientThatDoesNotReadItsResponsesGetsNoMoreHoweverMuchItSends() throws Exception {
    rig(0, 20_000);
    int requests = 3_000;
    try (FakeServer server =
            FakeServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000));
        Socket client = slowReader()) {
      rig.route(server.port());
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests)));
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() ->
              before.getAndSet(server.heads.size()) == server.heads.size() && before.get() > 0);
      assertThat(server.heads.size()).isLessThan(requests / 2);
      for (int i = 0; i < requests; i++) {
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("x");
      }
      asking.get(5, TimeUnit.SECONDS);
      assertThat(server.heads).hasSize(requests);
    }
  }
}
