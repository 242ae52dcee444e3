package io.ringway.balancer.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthChecksTests {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final HealthTable table = new HealthTable();
  private final HealthChecks checks =
      new HealthChecks(
          table,
          group,
          NioSocketChannel::new,
          new Random(1),
          ServerTrust.ofJava(InstantSource.system()),
          Resolver.ofLiterals());
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private ServerHealth health;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
          byte[] body = new byte[200_000];
          exchange.sendResponseHeaders(status.get(), body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    health = table.of("c", "s");
    checks.reconcile(snapshot(ServerState.READY));
  }

  @AfterEach
  void stop() {
    checks.close();
    server.stop(0);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private ConfigSnapshot snapshot(ServerState state) {
    return snapshot(state, server.getAddress().getPort());
  }

  private static ConfigSnapshot snapshot(ServerState state, int port) {
    return snapshot(state, port, ServerTls.OFF, RelayPolicy.DEFAULT);
  }

  private static ConfigSnapshot snapshot(
      ServerState state, int port, ServerTls tls, RelayPolicy relayPolicy) {
    return new ConfigSnapshot(
        1,
        1,
        "default",
        0,
        List.of(
            new ClusterConfig(
                "c",
                "c",
                ClusterSettings.DEFAULT.with(it -> {
                  it.keyRules = List.of();
                  it.health = new HealthPolicy("/heartbeat", 100, 500, 2, 2);
                  it.serverTls = tls;
                  it.relayPolicy = relayPolicy;
                }),
                List.of(new ServerConfig("s", "s", "127.0.0.1", port, 1, state)))));
  }

  @Test
  void aServerThatFailsLeavesAndComesBackWhenItRecovers() {
    await().until(() -> asked.get() >= 2);
    assertThat(health.usable()).isTrue();
    status.set(500);
    await().until(() -> !health.usable());
    assertThat(health.reason()).isEqualTo("status 500");
    status.set(302);
    await().until(health::usable);
    assertThat(health.reason()).isEmpty();
  }

  @Test
  void aDisabledServerIsNotAskedAndForgotten() {
    status.set(500);
    await().until(() -> !health.usable());
    checks.reconcile(snapshot(ServerState.DISABLED));
    await().until(health::usable);
  }

  @Test
  void trafficThatIsRefusedTakesAServerOutAtOnce() {
    ServerHealth other = new HealthTable().of("c", "x");
    other.failedByTraffic(new ConnectException("Connection refused"));
    assertThat(other.usable()).isTrue();
    other.failedByTraffic(new ConnectException("Connection refused"));
    assertThat(other.usable()).isFalse();
    assertThat(other.reason()).isEqualTo("connection refused");
    other.succeeded();
    other.failedByTraffic(new ConnectException("Connection refused"));
    other.succeeded();
    assertThat(other.usable()).isFalse();
    other.succeeded();
    assertThat(other.usable()).isTrue();
  }

  @Test
  void aServerThatDoesNotListenLeaves() {
    server.stop(0);
    await().until(() -> !health.usable());
    assertThat(health.reason()).isNotEmpty();
  }

  @Test
  void aServerThatAcceptsAndSaysNothingLeaves() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      checks.reconcile(snapshot(ServerState.READY, silent.getLocalPort()));
      await().until(() -> !health.usable());
      assertThat(health.reason()).isEqualTo("no response within 500 ms");
    }
  }

  @Test
  void aGoodStatusWithAnEndlessBodyIsReadNoFurtherThanNeeded() throws IOException {
    AtomicInteger cutOff = new AtomicInteger();
    try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> pourForever(endless, cutOff));
      checks.reconcile(snapshot(ServerState.READY, endless.getLocalPort()));
      await().until(() -> cutOff.get() >= 3);
      assertThat(health.usable()).isTrue();
    }
  }

  @Test
  void aServerThatSpeaksTlsIsAskedOverItAndHasToProveItsName(@TempDir Path folder)
      throws IOException {
    MadeCertificate shown = MadeCertificate.of(folder, "EC", 30, "shop.internal");
    Path trusted = Files.writeString(folder.resolve("ca.pem"), shown.certificatePem());
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> hosts = new CopyOnWriteArrayList<>();
    secure.setHttpsConfigurator(new HttpsConfigurator(shown.context()));
    secure.createContext(
        "/",
        exchange -> {
          hosts.add(exchange.getRequestHeaders().getFirst("Host"));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    secure.start();
    int port = secure.getAddress().getPort();
    HealthTable own = new HealthTable();
    ServerHealth asked = own.of("c", "s");
    try (HealthChecks overTls =
        new HealthChecks(
            own,
            group,
            NioSocketChannel::new,
            new Random(1),
            ServerTrust.open(trusted, InstantSource.system()),
            Resolver.ofLiterals())) {
      overTls.reconcile(
          snapshot(
              ServerState.READY, port, new ServerTls(true, "shop.internal"), RelayPolicy.DEFAULT));
      await().until(() -> hosts.size() >= 3);
      assertThat(hosts).containsOnly("shop.internal:" + port);
      assertThat(asked.usable()).isTrue();
      overTls.reconcile(
          snapshot(ServerState.READY, port, new ServerTls(true, ""), RelayPolicy.DEFAULT));
      await().until(() -> !asked.usable());
      assertThat(asked.reason())
          .isEqualTo("no TLS: its certificate is for shop.internal and not for 127.0.0.1");
      overTls.reconcile(
          snapshot(
              ServerState.READY, port, new ServerTls(true, "shop.internal"), RelayPolicy.DEFAULT));
      await().until(asked::usable);
    } finally {
      secure.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "V1, 50524f585920554e4b4e4f574e0d0a, false, 47455420", // GET
    "V2, 0d0a0d0a000d0a515549540a20000000, false, 47455420",
    "V1, 50524f585920554e4b4e4f574e0d0a, true, 1603", // a handshake
    "V2, 0d0a0d0a000d0a515549540a20000000, true, 1603"
  })
  void aCheckSpeaksForNobodyBeforeAnythingElse(
      ProxyProtocol version, String header, boolean tls, String then) throws Exception {
    CompletableFuture<String> begin = new CompletableFuture<>();
    try (ServerSocket noting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = noting.getLocalPort();
      Thread.ofVirtual()
          .start(() -> {
            try (Socket check = noting.accept()) {
              byte[] bytes = check.getInputStream().readNBytes((header + then).length() / 2);
              begin.complete(HexFormat.of().formatHex(bytes));
            } catch (IOException e) {
              begin.completeExceptionally(e);
            }
          });
      checks.reconcile(
          snapshot(
              ServerState.READY, port, new ServerTls(tls, ""), new RelayPolicy(version, true)));
      assertThat(begin.get(10, TimeUnit.SECONDS)).isEqualTo(header + then);
    }
  }

  private static void pourForever(ServerSocket from, AtomicInteger cutOff) {
    while (!from.isClosed()) {
      try (Socket socket = from.accept()) {
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
        while (true) {
          socket
              .getOutputStream()
              .write(("400\r\n" + "x".repeat(0x400) + "\r\n").getBytes(US_ASCII));
        }
      } catch (IOException hungUp) {
        cutOff.incrementAndGet();
      }
    }
  }
}
