package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.tls.MadeAuthority;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Servers that are spoken to with TLS. */
class ServerTlsTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir static Path folder;

  private static Path trusted;
  private static MadeAuthority authority;
  private static MadeCertificate good;
  private static MadeCertificate named;
  private static MadeCertificate expired;
  private static MadeCertificate unknown;
  private static MadeCertificate expiredByItself;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Rig rig;

  @BeforeAll
  static void make() throws IOException {
    authority = MadeAuthority.of(folder, "Authority");
    good = authority.issue("EC", 30, "127.0.0.1");
    named = authority.issue("RSA", 30, "web-1", "shop.internal");
    expired = authority.issue("EC", 1, "localhost", "127.0.0.1");
    unknown = MadeCertificate.of(folder, "EC", 30, "unknown.example", "127.0.0.1");
    expiredByItself = MadeCertificate.of(folder, "EC", 1, "127.0.0.1");
    trusted = folder.resolve("authorities.pem");
    Files.writeString(trusted, authority.pem() + expiredByItself.certificatePem());
  }

  @BeforeEach
  void start() throws IOException {
    rig = rig(Transport.Kind.AUTO);
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    Cutter.stop();
    rig.close();
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ServerHealth.class);
  }

  private static Rig rig(Transport.Kind kind) throws IOException {
    Rig made = new Rig(kind, ServerTrust.open(trusted, InstantSource.system()));
    made.serverTls = new ServerTls(true, "");
    made.timeouts = new Timeouts(3_000, 5_000, 5_000);
    return made;
  }

  private static FakeServer answering(SSLContext tls) throws IOException {
    return new FakeServer(
        tls,
        (head, in, out) -> {
          FakeServer.readBody(head, in);
          FakeServer.write(out, OK);
          return true;
        });
  }

  /** Answers with what was sent, in chunks when it was. */
  private static boolean echo(String head, InputStream in, OutputStream out) throws IOException {
    byte[] body = FakeServer.readBody(head, in);
    FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
    out.write(body);
    out.flush();
    return true;
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.Kind.class,
      names = {"IO_URING", "EPOLL", "NIO"})
  void largeBodiesPassBothWaysOverOneConnection(Transport.Kind kind) throws Exception {
    String body = "0123456789".repeat(200_000);
    String post = POST.replace("2\r\n\r\nhi", body.length() + "\r\n\r\n" + body);
    try (FakeServer server = new FakeServer(good.context(), ServerTlsTests::echo);
        Rig own = rig(kind)) {
      own.route(server.port());
      try (Socket socket = own.connect()) {
        for (int i = 0; i < 5; i++) {
          Thread writer = Thread.startVirtualThread(() -> write(socket, post));
          assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("\r\n\r\n" + body);
          writer.join();
        }
      }
      assertThat(server.heads).hasSize(5);
      assertThat(server.connections).hasValue(1);
    }
  }

  private static void write(Socket to, String text) {
    try {
      FakeServer.write(to.getOutputStream(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void handshakesAndAnswersMayBeCutAnywhere() throws Exception {
    try (FakeServer server = answering(good.context())) {
      for (int seed = 0; seed < 20; seed++) {
        Cutter.cutWith(seed);
        try (Rig own = rig(Transport.Kind.AUTO)) {
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
  void theNameThatIsSetIsAskedForAndProved() throws Exception {
    try (FakeServer server = answering(named.context())) {
      for (String name : List.of("web-1", "shop.internal")) {
        rig.serverTls = new ServerTls(true, name);
        rig.route(server.port());
        assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 200 ");
        assertThat(server.asked().getLast()).contains("value=" + name);
      }
      assertThat(server.connections).as("another name, another connection").hasValue(2);
    }
  }

  @Test
  void theHostOfTheServerIsWhatItProvesOtherwise() throws Exception {
    MadeCertificate local = authority.issue("EC", 30, "localhost");
    try (FakeServer server = answering(local.context())) {
      rig.route(
          List.of(new ServerConfig("s1", "s1", "localhost", server.port(), 1, ServerState.READY)));
      await().until(() -> rig.exchange(LAST).startsWith("HTTP/1.1 200 ")); // once it is looked up
      assertThat(server.asked().getLast()).contains("value=localhost");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expired         | its certificate expired on 20",
        "expiredByItself | its certificate expired on 20",
        "unknown         | no trusted authority vouches for its certificate, which was issued by CN=unknown.example",
        "named           | its certificate is for shop.internal, web-1 and not for 127.0.0.1",
        "none            | it does not speak TLS",
        "hangs up        | it closed the connection within the handshake",
        "silent          | the handshake took too long",
      })
  void aServerThatDoesNotProveWhoItIsGetsNothing(String which, String why) throws Exception {
    try (FakeServer server = doubtful(which)) { // fault 102
      if (which.equals("silent")) {
        rig.timeouts = new Timeouts(300, 5_000, 5_000);
      }
      rig.route(server.port());
      String answer = rig.exchange(POST + LAST);
      assertThat(answer)
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("Ringway-Reason: server-tls\r\n");
      assertThat(server.heads)
          .as("nothing that was asked reached it")
          .noneMatch(head -> head.contains("HTTP/1.1"));
      assertThat(rig.health.of("c1", "s1").reason()).startsWith("no TLS: ").contains(why);
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anyMatch(line -> line.startsWith("Server s1 of test: no TLS: ") && line.contains(why));
      assertThat(rig.metrics())
          .contains("connect_failures_total{cluster=\"test\",server=\"s1\"} 2");
      assertThat(rig.exchange(LAST)).as("now it is down").startsWith("HTTP/1.1 503 ");
    }
  }

  private static FakeServer doubtful(String which) throws IOException {
    return switch (which) {
      case "expired" -> answering(expired.context());
      case "expiredByItself" -> answering(expiredByItself.context());
      case "unknown" -> answering(unknown.context());
      case "named" -> answering(named.context());
      case "none" -> FakeServer.talkingFirst("HTTP/1.1 400 Bad Request\r\n\r\n");
      case "hangs up" -> FakeServer.hangingUp();
      default -> FakeServer.answering(OK); // waits for the end of a head that never comes
    };
  }

  @Test
  void theNextCandidateTakesWhateverTheMethodIs() throws Exception {
    rig.policy = new HealthPolicy("/", 60_000, 500, 10, 2);
    try (FakeServer bad = answering(expired.context());
        FakeServer fine = answering(good.context())) {
      rig.route(bad.port(), fine.port());
      int key = 0;
      while (bad.connections.get() == 0) {
        String keyed = "\r\nX-Key: " + key++ + "\r\nConnection: close\r\nHost";
        assertThat(rig.exchange(POST.replace("\r\nHost", keyed)))
            .startsWith("HTTP/1.1 200 ")
            .contains("Server: s2");
      }
      assertThat(bad.heads).isEmpty();
      assertThat(rig.metrics())
          .contains("ringway_failures_total{cluster=\"test\",server=\"s1\"} 1")
          .contains("ringway_retries_total{cluster=\"test\",server=\"s1\"} 1");
    }
  }

  @Test
  void tlsThatIsSwitchedOnOrOffMakesNewConnections() throws Exception {
    try (FakeServer server = answering(good.context())) {
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
    try (FakeServer server = answering(good.context())) {
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
  void onlyTheEndOfTlsEndsAnAnswerThatEndsWithItsConnection() throws Exception {
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
  void aTunnelPassesBytesBothWaysAndEachSideHearsTheEnd() throws Exception {
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

  @Test
  void aHandshakeHasTheTimeThatConnectingHas() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      rig.timeouts = new Timeouts(300, 5_000, 5_000);
      rig.route(silent.getLocalPort());
      long begin = System.nanoTime();
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 502 ");
      assertThat(System.nanoTime() - begin).isBetween(250_000_000L, 3_000_000_000L);
    }
  }

  @Test
  void authoritiesThatAreExchangedJudgeNewConnections() throws Exception {
    Path file = Files.writeString(folder.resolve("changing.pem"), authority.pem());
    ServerTrust trust = ServerTrust.open(file, InstantSource.system());
    try (FakeServer first = answering(good.context());
        FakeServer second = answering(unknown.context());
        Rig own = new Rig(Transport.Kind.AUTO, trust)) {
      own.serverTls = new ServerTls(true, "");
      own.route(first.port());
      try (Socket socket = own.connect()) {
        FakeServer.write(socket.getOutputStream(), GET);
        assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
        Files.writeString(file, unknown.certificatePem());
        trust.look();
        trust.look();
        FakeServer.write(socket.getOutputStream(), GET);
        assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
      }
      assertThat(first.connections).as("it lives on").hasValue(1);
      own.route(second.port());
      assertThat(own.exchange(LAST)).startsWith("HTTP/1.1 200 ");
    }
  }
}
