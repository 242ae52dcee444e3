package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.tls.MadeAuthority;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * The proof of identity that servers with TLS have to give, and the consequence when they do not.
 */
class ServerProofTests {

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
    rig = Rig.overTls(Transport.Kind.AUTO, trusted);
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    rig.close();
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ServerHealth.class);
  }

  @Test
  void theNameThatIsSetIsAskedForAndProved() throws Exception {
    try (FakeServer server = FakeServer.answering(named.context(), OK)) {
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
    try (FakeServer server = FakeServer.answering(local.context(), OK)) {
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
        "unknown         | no trusted authority signed its certificate, which was issued by"
            + " CN=unknown.example",
        "named           | its certificate is for shop.internal, web-1 and not for 127.0.0.1",
        "none            | it does not speak TLS",
        "hangs up        | it closed the connection within the handshake",
        "silent          | the handshake took too long",
      })
  void aServerThatDoesNotProveItsIdentityGetsNothing(String which, String why) throws Exception {
    try (FakeServer server = doubtful(which)) {
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
      case "expired" -> FakeServer.answering(expired.context(), OK);
      case "expiredByItself" -> FakeServer.answering(expiredByItself.context(), OK);
      case "unknown" -> FakeServer.answering(unknown.context(), OK);
      case "named" -> FakeServer.answering(named.context(), OK);
      case "none" -> FakeServer.talkingFirst("HTTP/1.1 400 Bad Request\r\n\r\n");
      case "hangs up" -> FakeServer.hangingUp();
      default -> FakeServer.answering(OK); // waits for the end of a head that never comes
    };
  }

  @Test
  void theNextCandidateTakesWhateverTheMethodIs() throws Exception {
    rig.policy = new HealthPolicy("/", 60_000, 500, 10, 2);
    try (FakeServer bad = FakeServer.answering(expired.context(), OK);
        FakeServer fine = FakeServer.answering(good.context(), OK)) {
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
  void aHandshakeThatFailsIsAnAttempt() throws Exception {
    rig.retry = new RetryPolicy(2, 20);
    try (FakeServer one = FakeServer.answering(expired.context(), OK);
        FakeServer two = FakeServer.answering(expired.context(), OK);
        FakeServer three = FakeServer.answering(expired.context(), OK)) {
      rig.route(one.port(), two.port(), three.port());
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 502 ");
      assertThat(one.connections.get() + two.connections.get() + three.connections.get())
          .isEqualTo(2);
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
    try (FakeServer first = FakeServer.answering(good.context(), OK);
        FakeServer second = FakeServer.answering(unknown.context(), OK);
        Rig own = new Rig(Transport.Kind.AUTO, trust)) {
      own.serverTls = new ServerTls(true, "");
      own.route(first.port());
      try (Socket socket = own.connect()) {
        FakeServer.write(socket.getOutputStream(), GET);
        assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
        Files.writeString(file, unknown.certificatePem());
        trust.reloadIfChanged();
        trust.reloadIfChanged();
        FakeServer.write(socket.getOutputStream(), GET);
        assertThat(Rig.readAnswer(socket.getInputStream())).endsWith("ok");
      }
      assertThat(first.connections).as("it lives on").hasValue(1);
      own.route(second.port());
      assertThat(own.exchange(LAST)).startsWith("HTTP/1.1 200 ");
    }
  }
}
