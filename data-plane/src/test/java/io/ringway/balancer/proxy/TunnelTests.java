package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.Merger;
import io.ringway.balancer.telemetry.PrometheusText;
import io.ringway.balancer.telemetry.Uplink;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that changed its protocol: RFC 9110 section 7.8. */
class TunnelTests {

  private static final String UPGRADE =
      "GET /?key=1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  private Rig rig = rig(60_000);

  private static Rig rig(int idleMillis) {
    return new Rig(
        Transport.Kind.AUTO,
        new HttpRules(
            Limits.DEFAULT, new ClientTimeouts(10_000, 75_000, idleMillis), TrustedProxies.NOBODY));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** A server that changes the protocol and then does as the script says. */
  private static FakeServer switching(FakeServer.Script script) throws IOException {
    return new FakeServer((head, in, out) -> {
      FakeServer.write(out, SWITCHING);
      var _ = script.serve(head, in, out);
      return false;
    });
  }

  private static FakeServer echoing() throws IOException {
    return switching((head, in, out) -> {
      in.transferTo(out);
      return true;
    });
  }

  private Socket open(FakeServer server, String more) throws IOException {
    rig.route(server.port());
    Socket client = rig.connect();
    client.setTcpNoDelay(true);
    FakeServer.write(client.getOutputStream(), UPGRADE + more);
    assertThat(FakeServer.readHead(client.getInputStream()))
        .startsWith("HTTP/1.1 101 ")
        .contains("Connection: Upgrade\r\nUpgrade: websocket\r\n", "Ringway-Server: s1\r\n");
    return client;
  }

  private static String read(Socket from, int length) throws IOException {
    return new String(
        from.getInputStream().readNBytes(length), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytesGoBothWaysWhateverTheyMean() throws IOException {
    try (FakeServer server = echoing();
        Socket client = open(server, "")) {
      for (String said : new String[] {"GET / HTTP/1.1\r\n\r\n", "\0\1\2\n", "0\r\n\r\n"}) {
        FakeServer.write(client.getOutputStream(), said);
        assertThat(read(client, said.length())).isEqualTo(said);
      }
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void whatTheClientSaidTooEarlyIsNotLost() throws IOException {
    try (FakeServer server = echoing();
        Socket client = open(server, "early")) {
      FakeServer.write(client.getOutputStream(), " and late");
      assertThat(read(client, 14)).isEqualTo("early and late");
    }
  }

  @Test
  void aClientThatSaysNoMoreStillHears() throws IOException { // fault 74
    try (FakeServer server =
            switching((head, in, out) -> {
              byte[] all = in.readAllBytes();
              FakeServer.write(out, "heard " + all.length);
              return true;
            });
        Socket client = open(server, "")) {
      FakeServer.write(client.getOutputStream(), "12345");
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("heard 5");
    }
  }

  @Test
  void aClientThatSaidAllBeforeTheTunnelOpenedIsHeard() throws IOException {
    try (FakeServer server = echoing()) {
      rig.route(server.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), UPGRADE + "all");
        client.shutdownOutput();
        assertThat(Rig.readAll(client.getInputStream())).endsWith("\r\n\r\nall");
      }
    }
  }

  @Test
  void aServerThatSaysNoMoreStillHears() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    AtomicReference<FakeServer> self = new AtomicReference<>();
    try (FakeServer server =
            switching((head, in, out) -> {
              FakeServer.write(out, "bye");
              self.get().halfClose();
              heard.complete(Rig.readAll(in));
              return true;
            });
        Socket client = open(remember(self, server), "")) {
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("bye");
      FakeServer.write(client.getOutputStream(), "still here");
      client.shutdownOutput();
      assertThat(heard.get(5, TimeUnit.SECONDS)).isEqualTo("still here");
    }
  }

  private static FakeServer remember(AtomicReference<FakeServer> self, FakeServer server) {
    self.set(server);
    return server;
  }

  @Test
  void aSlowSideHoldsTheOtherOneBack() throws Exception {
    int total = 64 << 20;
    AtomicLong written = new AtomicLong();
    try (FakeServer server =
            switching((head, in, out) -> {
              byte[] block = new byte[64 << 10];
              for (int sent = 0; sent < total; sent += block.length) {
                out.write(block);
                written.addAndGet(block.length);
              }
              return true;
            });
        Socket client = open(server, "")) {
      // Nothing is read: the server comes to a stop far from the end.
      AtomicLong before = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(200))
          .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
      assertThat(written.get()).isLessThan(total / 2);
      assertThat(client.getInputStream().readNBytes(total)).hasSize(total);
    }
  }

  @Test
  void bothDirectionsAtOnceLoseNothing() throws Exception {
    byte[] bytes = new byte[8 << 20];
    new java.util.Random(1).nextBytes(bytes);
    try (FakeServer server = echoing();
        Socket client = open(server, "")) {
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> send(client, bytes));
      byte[] back = client.getInputStream().readNBytes(bytes.length);
      writing.get(5, TimeUnit.SECONDS);
      assertThat(crc(back)).isEqualTo(crc(bytes));
    }
  }

  private static void send(Socket to, byte[] bytes) {
    try {
      OutputStream out = to.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void aTunnelInWhichNobodySpeaksIsClosed() throws IOException {
    rig.close();
    rig = rig(200);
    try (FakeServer server = echoing();
        Socket client = open(server, "")) {
      FakeServer.write(client.getOutputStream(), "x");
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("x");
    }
  }

  @Test
  void aServerThatGoesAwayEndsTheTunnelAfterItsLastWord() throws IOException {
    try (FakeServer server =
            switching((head, in, out) -> {
              FakeServer.write(out, "last");
              return true;
            });
        Socket client = open(server, "")) {
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("last");
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheTunnel() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (FakeServer server =
        switching((head, in, out) -> {
          end.complete(in.read());
          return true;
        })) {
      open(server, "").close();
      assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void aTunnelIsCountedAsInFlight() throws IOException {
    Uplink nowhere =
        new Uplink() {
          @Override
          public boolean ready() {
            return false;
          }

          @Override
          public boolean report(Message.Report report) {
            return false;
          }
        };
    try (FakeServer server = echoing();
        Merger merger =
            new Merger(
                rig.telemetry, rig.health, () -> rig.inForce, nowhere, InstantSource.system())) {
      merger.start();
      try (Socket client = open(server, "")) {
        await()
            .until(() ->
                PrometheusText.of(List.of(merger::measure))
                    .matches("(?s).*\nringway_in_flight\\{[^}]*} 1\n.*"));
        assertThat(client.isClosed()).isFalse();
      }
      await()
          .until(() ->
              PrometheusText.of(List.of(merger::measure))
                  .matches("(?s).*\nringway_in_flight\\{[^}]*} 0\n.*"));
    }
  }

  @Test
  void aDrainLetsItLiveUntilTheDrainTimeIsOver() throws Exception {
    try (FakeServer server = echoing();
        Socket client = open(server, "")) {
      CompletableFuture<Void> drained =
          rig.listeners.drain(Duration.ofMillis(1_500)).toCompletableFuture();
      // Longer than an idle connection would live.
      assertThat(isDoneWithin(drained, 900)).isFalse();
      FakeServer.write(client.getOutputStream(), "alive");
      assertThat(read(client, 5)).isEqualTo("alive");
      drained.get(5, TimeUnit.SECONDS);
      assertThat(client.getInputStream().read()).isNegative();
    }
  }

  private static boolean isDoneWithin(CompletableFuture<Void> future, long millis)
      throws InterruptedException, ExecutionException {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  void aServerThatLeavesTheRingKeepsItsTunnelForTheDrainTime() throws IOException {
    try (FakeServer server = echoing();
        FakeServer other = echoing();
        Socket client = open(server, "")) {
      rig.route(other.port());
      FakeServer.write(client.getOutputStream(), "alive");
      assertThat(read(client, 5)).isEqualTo("alive");
      InputStream in = client.getInputStream();
      assertThat(in.read()).isNegative();
    }
  }
}
