package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.proxyprotocol.ProxyHeaders;
import io.ringway.balancer.proxyprotocol.ProxyProtocolDecoder;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are told by the PROXY protocol whom a connection is for. */
class NamedClientsTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig();
    rig.relayPolicy = new RelayPolicy(ProxyProtocol.V2, true);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** A server that reads the header and notes its source port, or 0 where there is none. */
  private static FakeServer parsing(List<Integer> ports) throws IOException {
    return new FakeServer((head, in, out) -> {
      // The end of a head is also how version 2 begins.
      boolean block = head.equals("\r\n\r\n");
      String all = block ? head + FakeServer.readHead(in) : head;
      ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
      boolean prefaced = block || head.startsWith("PROXY ");
      if (prefaced) {
        var bytes = Unpooled.wrappedBuffer(all.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reader.feed(bytes)).isEqualTo(ProxyProtocolDecoder.Progress.DONE);
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).startsWith("GET ");
      }
      InetSocketAddress source = reader.source();
      ports.add(source == null ? 0 : source.getPort());
      FakeServer.write(out, OK);
      return true;
    });
  }

  private static void ask(Socket client) throws IOException {
    FakeServer.write(client.getOutputStream(), GET);
    assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @EnumSource(
      value = ProxyProtocol.class,
      names = {"V1", "V2"})
  void aConnectionServesOnlyItsOwnClient(ProxyProtocol version) throws IOException {
    rig.relayPolicy = new RelayPolicy(version, true);
    List<Integer> ports = new CopyOnWriteArrayList<>();
    try (FakeServer server = parsing(ports);
        Socket one = rig.connect();
        Socket other = rig.connect()) {
      rig.route(server.port());
      ask(one);
      ask(other);
      ask(one);
      ask(other);
      // Each said who it is once, and its second request found the same connection.
      assertThat(ports).containsExactly(one.getLocalPort(), other.getLocalPort(), 0, 0);
      assertThat(server.connections).hasValue(2);
      assertThat(rig.metrics())
          .contains("ringway_upstream_reused_total{cluster=\"test\",server=\"s1\"} 2\n")
          .contains("ringway_upstream_idle{cluster=\"test\",server=\"s1\"} 2\n");
    }
  }

  @Test
  void aClientsConnectionsEndWithIt() throws IOException {
    try (FakeServer server = parsing(new CopyOnWriteArrayList<>())) {
      rig.route(server.port());
      for (int i = 0; i < 3; i++) {
        try (Socket client = rig.connect()) {
          ask(client);
        }
      }
      await()
          .atMost(Duration.ofSeconds(2)) // and not by being idle for long
          .until(() ->
              rig.metrics().contains("ringway_upstream_open{cluster=\"test\",server=\"s1\"} 0\n"));
      assertThat(server.connections).hasValue(3);
      assertThat(rig.metrics())
          .contains("ringway_upstream_idle{cluster=\"test\",server=\"s1\"} 0\n");
    }
  }

  @Test
  void aClientKeepsAtMostFourOfThem() throws IOException {
    List<FakeServer> servers = new ArrayList<>();
    try (Socket client = rig.connect()) {
      for (int i = 0; i < 6; i++) {
        servers.add(parsing(new CopyOnWriteArrayList<>()));
      }
      rig.route(servers.stream().mapToInt(FakeServer::port).toArray());
      for (int key = 0; servers.stream().anyMatch(each -> each.heads.isEmpty()); key++) {
        FakeServer.write(client.getOutputStream(), GET.replace("key=1", "key=" + key));
        assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      }
      assertThat(kept()).isEqualTo(4);
    } finally {
      servers.forEach(FakeServer::close);
    }
  }

  private double kept() {
    Exposition read = Exposition.of(rig.metrics());
    return IntStream.rangeClosed(1, 6)
        .mapToDouble(i -> read.value("ringway_upstream_idle{cluster=test, server=s" + i + "}"))
        .sum();
  }

  @Test
  void connectionsOfBeforeTheSettingAreNotUsedAgain() throws IOException {
    List<Integer> ports = new CopyOnWriteArrayList<>();
    rig.relayPolicy = RelayPolicy.DEFAULT;
    try (FakeServer server = parsing(ports);
        Socket client = rig.connect()) {
      rig.route(server.port());
      ask(client);
      rig.relayPolicy = new RelayPolicy(ProxyProtocol.V1, true);
      rig.route(server.port());
      ask(client);
      rig.relayPolicy = RelayPolicy.DEFAULT;
      rig.route(server.port());
      ask(client);
      assertThat(ports).containsExactly(0, client.getLocalPort(), 0);
      assertThat(server.connections).hasValue(3);
    }
  }

  @Test
  void anotherServerGetsTheSameHeader() throws IOException {
    List<Integer> ports = new CopyOnWriteArrayList<>();
    try (FakeServer good = parsing(ports);
        FakeServer bad = FakeServer.hangingUp();
        Socket client = rig.connect()) {
      rig.route(bad.port(), good.port());
      for (int key = 0; key < 20; key++) {
        FakeServer.write(client.getOutputStream(), GET.replace("key=1", "key=" + key));
        assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      }
      assertThat(bad.connections.get()).isPositive();
      assertThat(ports).hasSize(20).startsWith(client.getLocalPort());
      assertThat(ports.subList(1, 20)).containsOnly(0);
    }
  }

  @Test
  void theClientOfAProxyInFrontIsPassedOn() throws IOException {
    rig.close();
    rig =
        new Rig(
            Transport.Kind.AUTO,
            new HttpRules(
                Limits.DEFAULT,
                ClientTimeouts.DEFAULT,
                TrustedProxies.NOBODY,
                DebugToken.NONE,
                Networks.parse("127.0.0.1"),
                false,
                HttpRules.SPLICE_FROM));
    rig.relayPolicy = new RelayPolicy(ProxyProtocol.V1, true);
    try (FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.route(server.port());
      client
          .getOutputStream()
          .write(ProxyHeaders.line("PROXY TCP6 2001:db8::1 2001:db8::2 49152 80"));
      FakeServer.write(
          client.getOutputStream(),
          GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n"));
      assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      assertThat(server.heads.getFirst())
          .startsWith(
              "PROXY TCP6 2001:db8:0:0:0:0:0:1 0:0:0:0:0:ffff:7f00:1 49152 "
                  + rig.port()
                  + "\r\nGET ");
    }
  }

  @Test
  void theHeaderStandsInTheClearBeforeTheHandshake() throws IOException {
    rig.relayPolicy = new RelayPolicy(ProxyProtocol.V1, true);
    rig.serverTls = new ServerTls(true, "");
    try (ServerSocket noting = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Socket client = rig.connect()) {
      noting.setSoTimeout(8_000);
      rig.route(noting.getLocalPort());
      FakeServer.write(client.getOutputStream(), GET);
      try (Socket server = noting.accept()) {
        server.setSoTimeout(8_000);
        InputStream in = server.getInputStream();
        assertThat(FakeServer.readLine(in))
            .isEqualTo(
                "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + rig.port());
        assertThat(in.readNBytes(2)).as("a handshake of TLS").containsExactly(22, 3);
      }
    }
  }

  @Test
  void aWebSocketThatIsNotWantedIsAPlainRequest() throws IOException {
    rig.relayPolicy = new RelayPolicy(ProxyProtocol.OFF, false);
    String upgrade =
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n";
    String switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (FakeServer plain = FakeServer.answering(OK);
        FakeServer eager = FakeServer.answering(switching)) {
      rig.route(plain.port());
      assertThat(rig.exchange(upgrade)).startsWith("HTTP/1.1 200 ");
      assertThat(plain.heads.getFirst()).doesNotContain("Upgrade");
      rig.route(eager.port());
      assertThat(rig.exchange(upgrade)).startsWith("HTTP/1.1 502 ");
    }
  }
}
