package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.tls.MadeAuthority;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.ServerTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that ask for a certificate of whoever speaks to them. */
class ServerCertificateTests {

  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  @TempDir static Path folder;

  private static MadeAuthority authority;
  private static MadeCertificate server;
  private static MadeCertificate first;
  private static MadeCertificate second;
  private static Path trusted;
  private static Path own;

  @BeforeAll
  static void make() throws IOException {
    authority = MadeAuthority.of(folder, "Authority");
    server = authority.issue("EC", 30, "127.0.0.1");
    first = authority.issue("EC", 30, "balancer-1");
    second = authority.issue("RSA", 30, "balancer-1");
    trusted = Files.writeString(folder.resolve("authorities.pem"), authority.pem());
    own = folder.resolve("balancer.pem");
  }

  @BeforeEach
  void show() throws IOException {
    Files.writeString(own, first.pem());
  }

  private static FakeServer demanding() throws IOException {
    FakeServer made = FakeServer.answering(server.context(authority), OK);
    made.demanding = true;
    return made;
  }

  private static ServerTrust showing(@Nullable Path certificate) throws IOException {
    return ServerTrust.open(trusted, certificate, InstantSource.system());
  }

  private static Rig rig(Transport.Kind kind, ServerTrust trust) {
    Rig made = new Rig(kind, trust);
    made.serverTls = new ServerTls(true, "");
    return made;
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.Kind.class,
      names = {"IO_URING", "EPOLL", "NIO"})
  void theyAreShownIt(Transport.Kind kind) throws Exception {
    try (FakeServer behind = demanding();
        Rig rig = rig(kind, showing(own))) {
      rig.route(behind.port());
      assertThat(rig.exchange(POST + LAST)).contains("HTTP/1.1 200 ").endsWith("ok");
      assertThat(behind.shown()).isEqualTo(first.serial());
    }
  }

  @Test
  void withoutOneTheyGetNothing() throws Exception {
    try (FakeServer behind = demanding();
        Rig rig = rig(Transport.Kind.AUTO, showing(null))) {
      rig.route(behind.port());
      assertThat(rig.exchange(LAST)).startsWith("HTTP/1.1 502 ");
      assertThat(behind.heads).isEmpty();
    }
  }

  @Test
  void anExchangedOneIsShownOnNewConnectionsAndABadOneIsNot() throws Exception {
    ServerTrust trust = showing(own);
    try (FakeServer behind = demanding();
        FakeServer other = demanding();
        Rig rig = rig(Transport.Kind.AUTO, trust)) {
      rig.route(behind.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), GET);
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
        Files.writeString(own, second.pem());
        trust.reloadIfChanged();
        trust.reloadIfChanged();
        FakeServer.write(client.getOutputStream(), GET);
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
        assertThat(behind.connections).as("it lives on").hasValue(1);
      }
      rig.route(other.port());
      assertThat(rig.exchange(LAST)).endsWith("ok");
      assertThat(other.shown()).isEqualTo(second.serial());

      Files.writeString(own, first.certificatePem() + second.keyPem());
      trust.reloadIfChanged();
      trust.reloadIfChanged();
      assertThatThrownBy(trust::reload).hasMessageStartingWith("Cannot use " + own + ": ");
      rig.route(behind.port());
      assertThat(rig.exchange(LAST)).endsWith("ok");
      assertThat(behind.shown()).isEqualTo(second.serial());
    }
  }

  @Test
  void theHeaderOfTheProxyProtocolComesBeforeTheHandshake() throws Exception {
    try (FakeServer behind = demanding();
        Rig rig = rig(Transport.Kind.AUTO, showing(own))) {
      behind.prefaced = true;
      rig.relayPolicy = new RelayPolicy(ProxyProtocol.V1, true);
      rig.route(behind.port());
      try (Socket one = rig.connect();
          Socket two = rig.connect()) {
        for (int i = 0; i < 2; i++) {
          for (Socket client : new Socket[] {one, two}) {
            FakeServer.write(client.getOutputStream(), GET);
            assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
          }
        }
        assertThat(behind.prefaces).containsExactly(preface(one, rig), preface(two, rig));
        assertThat(behind.heads).hasSize(4);
        assertThat(behind.shown()).isEqualTo(first.serial());
      }
    }
  }

  private static String preface(Socket client, Rig rig) {
    return "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + rig.port();
  }
}
