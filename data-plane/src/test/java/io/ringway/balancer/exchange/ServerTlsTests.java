package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.tls.MadeAuthority;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Traffic with servers that are spoken to with TLS. */
class ServerTlsTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  @TempDir static Path folder;

  private static Path trusted;
  private static MadeCertificate good;

  private Rig rig;

  @BeforeAll
  static void make() throws IOException {
    MadeAuthority authority = MadeAuthority.of(folder, "Authority");
    good = authority.issue("EC", 30, "127.0.0.1");
    trusted = Files.writeString(folder.resolve("authorities.pem"), authority.pem());
  }

  @BeforeEach
  void start() throws IOException {
    rig = Rig.overTls(Transport.Kind.AUTO, trusted);
  }

  @AfterEach
  void stop() {
    Cutter.stop();
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.Kind.class,
      names = {"IO_URING", "EPOLL", "NIO"})
  void largeBodiesPassBothWaysOverOneConnection(Transport.Kind kind) throws Exception {
    String body = "0123456789".repeat(200_000);
    String post = POST.replace("2\r\n\r\nhi", body.length() + "\r\n\r\n" + body);
    try (FakeServer server = new FakeServer(good.context(), FakeServer::echo);
        Rig own = Rig.overTls(kind, trusted)) {
      own.route(server.port());
      try (Socket socket = own.connect()) {
        for (int i = 0; i < 5; i++) {
          Thread writer = FakeServer.writing(socket, post);
          assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("\r\n\r\n" + body);
          writer.join();
        }
      }
      assertThat(server.heads).hasSize(5);
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void handshakesAndResponsesMayBeCutAnywhere() throws Exception {
    try (FakeServer server = FakeServer.answering(good.context(), OK)) {
      for (int seed = 0; seed < 20; seed++) {
        Cutter.cutWith(seed);
        try (Rig own = Rig.overTls(Transport.Kind.AUTO, trusted)) {
          own.route(server.port());
          assertThat(own.exchange(GET + POST + LAST))
              .endsWith("ok")
              .contains("ok" + OK.substring(0, 8));
        }
      }
      assertThat(server.heads).hasSize(60);
    }
  }

  @Test
  void tlsThatIsSwitchedOnOrOffMakesNewConnections() throws Exception {
    try (FakeServer server = FakeServer.answering(good.context(), OK)) {
      rig.policy = new HealthPolicy("/", 60_000, 500, 10, 2);
      rig.route(server.port());
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 200 ");
      rig.serverTls = ServerTls.OFF;
      rig.route(server.port());
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 502 ");
      rig.serverTls = new ServerTls(true, "");
      rig.route(server.port());
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aServerThatEndsAnIdleConnectionIsConnectedToAgain() throws Exception {
    try (FakeServer server = FakeServer.answering(good.context(), OK)) {
      rig.route(server.port());
      for (int i = 1; i <= 3; i++) {
        try (Socket socket = rig.connect()) {
          FakeServer.write(socket.getOutputStream(), POST + POST);
          assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
          assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
        }
        assertThat(server.connections).hasValue(i);
        server.closeAll();
        await()
            .until(() -> rig.metrics().contains("upstream_open{cluster=\"test\",server=\"s1\"} 0"));
      }
      assertThat(rig.health.of("c1", "s1").reason()).isEmpty();
    }
  }

  @Test
  void onlyTheEndOfTlsEndsAResponseThatEndsWithItsConnection() throws Exception {
    try (FakeServer server =
        new FakeServer(
            good.context(),
            (head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\n\r\nall or half");
              if (head.startsWith("GET /half")) {
                throw new FakeServer.CutOff();
              }
              return false;
            })) {
      rig.route(server.port());
      assertThat(rig.exchange(LAST)).endsWith("all or half\r\n0\r\n\r\n");
      assertThat(rig.exchange(LAST.replace("GET /", "GET /half")))
          .contains("all or half")
          .doesNotContain("\r\n0\r\n\r\n")
          .endsWith("<reset>");
    }
  }

  @Test
  void aTunnelPassesBytesBothWaysAndEachSideGetsTheEnd() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (FakeServer server =
        new FakeServer(
            good.context(),
            (head, in, out) -> {
              FakeServer.write(
                  out,
                  "HTTP/1.1 101 Switching Protocols\r\n"
                      + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nwelcome");
              if (head.startsWith("GET /bye")) {
                return false;
              }
              heard.complete(Rig.readAll(in));
              return false;
            })) {
      rig.route(server.port());
      String upgrade =
          GET.replace("\r\n\r\n", "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(rig.exchange(upgrade.replace("GET /", "GET /bye"))).endsWith("\r\n\r\nwelcome");
      try (Socket socket = rig.connect()) {
        FakeServer.write(socket.getOutputStream(), upgrade);
        assertThat(FakeServer.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
        assertThat(new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
            .isEqualTo("welcome");
        FakeServer.write(socket.getOutputStream(), "hello");
        socket.shutdownOutput();
        assertThat(heard.get(8, TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }
}
