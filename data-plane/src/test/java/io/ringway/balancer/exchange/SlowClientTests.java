package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their time: RFC 9110 section 15.5.9, RFC 9112 section 9.5. */
class SlowClientTests {

  private static Rig rig;
  private static FakeServer server;

  @BeforeAll
  static void start() throws IOException {
    server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    rig =
        new Rig(
            Transport.Kind.AUTO,
            new HttpRules(
                Limits.DEFAULT, new ClientTimeouts(300, 400, 60_000), TrustedProxies.NOBODY));
    rig.timeouts = new io.ringway.protocol.Timeouts(500, 5_000, 300);
    rig.route(server.port());
  }

  @AfterAll
  static void stop() {
    rig.close();
    server.close();
  }

  @Test
  void aHeadThatDripsIs408WhenItsTimeIsOverHoweverItDrips() throws Exception {
    try (ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        Socket client = rig.connect()) {
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nX: ");
      var _ = drip.scheduleAtFixedRate(() -> send(client), 20, 20, TimeUnit.MILLISECONDS);
      assertThat(Rig.readAll(client.getInputStream()))
          .startsWith("HTTP/1.1 408 ")
          .contains("Ringway-Reason: head-timeout\r\n", "Connection: close\r\n");
      drip.shutdownNow();
    }
  }

  private static void send(Socket client) {
    try {
      FakeServer.write(client.getOutputStream(), "a");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ends the drip
    }
  }

  @Test
  void aBodyThatStopsIs408AndItsServerSeesNoWholeRequest() throws IOException {
    int before = server.heads.size();
    assertThat(rig.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"))
        .startsWith("HTTP/1.1 408 ")
        .contains("Ringway-Reason: body-timeout\r\n", "Connection: close\r\n");
    assertThat(server.heads).hasSize(before + 1);
  }

  @Test
  void aConnectionWithoutAByteIsClosedWithoutAResponse() throws IOException {
    assertThat(rig.exchange("")).isEmpty();
  }

  @Test
  void anIdleConnectionIsClosedWithoutAResponse() throws IOException {
    try (Socket client = rig.connect()) {
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Rig.readAll(client.getInputStream())).startsWith("HTTP/1.1 200 ").endsWith("ok");
    }
  }

  @Test
  void aClientThatLeavesBeforeItsResponseFreesTheServer() throws Exception {
    CompletableFuture<Integer> gone = new CompletableFuture<>();
    try (FakeServer silent =
        new FakeServer((head, in, out) -> {
          try {
            gone.complete(in.read());
          } catch (SocketException reset) {
            gone.complete(-1);
          }
          return false;
        })) {
      rig.route(silent.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await().until(() -> !silent.heads.isEmpty());
        client.setSoLinger(true, 0);
      }
      assertThat(gone.get(2, TimeUnit.SECONDS)).isEqualTo(-1);
    } finally {
      rig.route(server.port());
    }
  }
}
