package io.ringway.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.ringway.balancer.resolver.LoopbackDns;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.address.AddressPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that respond only to the right health check request. */
class CheckRequestTests {

  private static final HealthPolicy CHECKED = new HealthPolicy("/heartbeat", 100, 500, 2, 2);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final HealthTable table = new HealthTable();
  private final Set<String> requests = ConcurrentHashMap.newKeySet();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private HealthChecks checks(ServerTrust trust) {
    return new HealthChecks(
        table, group, NioSocketChannel::new, new Random(1), trust, Resolver.ofLiterals());
  }

  private static ConfigSnapshot snapshot(int serverPort, HealthPolicy policy, ServerTls tls) {
    return snapshot(
        List.of(new ServerConfig("s", "s", "127.0.0.1", serverPort, 1, ServerState.READY)),
        policy,
        tls);
  }

  private static ConfigSnapshot snapshot(
      List<ServerConfig> servers, HealthPolicy policy, ServerTls tls) {
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
                  it.health = policy;
                  it.serverTls = tls;
                }),
                servers)));
  }

  private <T extends HttpServer> T answering(T server, String method, String host, int status) {
    server.createContext(
        "/",
        exchange -> {
          String asked = exchange.getRequestHeaders().getFirst("Host");
          requests.add(exchange.getRequestMethod() + " " + asked);
          boolean right = exchange.getRequestMethod().equals(method) && asked.equals(host);
          answer(exchange, right ? status : 421);
        });
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, shop.example, 200",
    "HEAD, shop.example:8080, 204",
    "OPTIONS, [2001:db8::1], 301",
    "GET, shop.example, 401"
  })
  void aServerIsAskedForItsHostWithTheMethodThatItTakes(CheckMethod method, String host, int status)
      throws IOException {
    HttpServer server = answering(HttpServer.create(anyPort(), 0), method.name(), host, status);
    int port = server.getAddress().getPort();
    ServerHealth health = table.of("c", "s");
    try (HealthChecks checks = checks(ServerTrust.ofJava(InstantSource.system()))) {
      checks.reconcile(snapshot(port, CHECKED, ServerTls.OFF));
      await().until(() -> !health.usable());
      assertThat(health.reason()).isEqualTo("status 421");
      checks.reconcile(
          snapshot(port, CHECKED.withRequest(method, host, 0, "200-299,301,401"), ServerTls.OFF));
      await().until(health::usable);
      assertThat(requests).contains("GET 127.0.0.1:" + port, method + " " + host);
      checks.reconcile(snapshot(port, CHECKED.withRequest(method, host, 0, "299"), ServerTls.OFF));
      await().until(() -> !health.usable());
      assertThat(health.reason()).isEqualTo("status " + status);
    } finally {
      server.stop(0);
    }
  }

  /** Responses with early hints, and heads with many cookies. */
  @ParameterizedTest
  @CsvSource({"HTTP/1.1 103 Early Hints, 10", "'', 60000", "HTTP/1.1 103 Early Hints, 60000"})
  void aResponseMayComeAfterAnInterimOneAndHaveALargeHead(String interim, int headSize)
      throws IOException {
    String first = interim.isEmpty() ? "" : interim + "\r\nLink: </a.css>\r\n\r\n";
    String response = first + "HTTP/1.1 200 OK\r\nX-Large: " + "x".repeat(headSize) + "\r\n\r\n";
    ServerHealth health = table.of("c", "s");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HealthChecks checks = checks(ServerTrust.ofJava(InstantSource.system()))) {
      checks.reconcile(snapshot(1, CHECKED, ServerTls.OFF));
      await().until(() -> !health.usable());
      Thread.ofVirtual().start(() -> respond(server, response));
      checks.reconcile(snapshot(server.getLocalPort(), CHECKED, ServerTls.OFF));
      await().until(health::usable);
    }
  }

  /** Several servers, so that at least one check is under way when the names resolve. */
  @Test
  void checksThatWaitedForTheFirstLookupLeaveNoConnectionOpen() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    try (LoopbackDns dns = new LoopbackDns();
        Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      dns.delayMillis = 1_500;
      List<ServerConfig> servers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        dns.has("s" + i + ".test", 60, "127.0.0.1");
        servers.add(
            new ServerConfig(
                "s" + i, "s" + i, "s" + i + ".test", server.getLocalPort(), 1, ServerState.READY));
      }
      Thread.ofVirtual().start(() -> takeAll(server, accepted, open));
      HealthPolicy policy = new HealthPolicy("/heartbeat", 100, 400, 2, 2);
      try (HealthChecks checks =
          new HealthChecks(
              table,
              group,
              NioSocketChannel::new,
              new Random(1),
              ServerTrust.ofJava(InstantSource.system()),
              resolver)) {
        checks.reconcile(snapshot(servers, policy, ServerTls.OFF));
        await().until(() -> accepted.get() >= 24);
      }
      await().until(() -> open.get() == 0);
    }
  }

  private static void takeAll(ServerSocket server, AtomicInteger accepted, AtomicInteger open) {
    try {
      while (true) {
        Socket check = server.accept();
        open.incrementAndGet();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> readAll(check, open));
      }
    } catch (IOException end) {
      // the test is over
    }
  }

  private static void readAll(Socket check, AtomicInteger open) {
    try (check) {
      var _ = check.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // closed in any case
    } finally {
      open.decrementAndGet();
    }
  }

  private static void respond(ServerSocket server, String response) {
    while (!server.isClosed()) {
      try (Socket check = server.accept()) {
        InputStream in = check.getInputStream();
        var _ = in.read(new byte[4096]);
        check.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
        check.shutdownOutput();
        var _ = in.read();
      } catch (IOException hungUp) {
        // the next check, or the end of the test
      }
    }
  }

  @Test
  void anotherPortThanThatOfTheServerIsAsked() throws IOException {
    HttpServer server = HttpServer.create(anyPort(), 0);
    int port = server.getAddress().getPort();
    answering(server, "GET", "127.0.0.1:" + port, 200);
    ServerHealth health = table.of("c", "s");
    try (HealthChecks checks = checks(ServerTrust.ofJava(InstantSource.system()))) {
      checks.reconcile(snapshot(1, CHECKED, ServerTls.OFF));
      await().until(() -> !health.usable());
      checks.reconcile(
          snapshot(1, CHECKED.withRequest(CheckMethod.GET, "", port, "200"), ServerTls.OFF));
      await().until(health::usable);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void withTlsTheServerProvesTheNameThatItIsAskedFor(@TempDir Path folder) throws IOException {
    MadeCertificate shown = MadeCertificate.of(folder, "EC", 30, "shop.internal");
    Path trusted = Files.writeString(folder.resolve("ca.pem"), shown.certificatePem());
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(shown.context()));
    answering(server, "HEAD", "shop.internal:8443", 204);
    int port = server.getAddress().getPort();
    ServerHealth health = table.of("c", "s");
    ServerTls tls = new ServerTls(true, "other.internal");
    try (HealthChecks checks = checks(ServerTrust.open(trusted, InstantSource.system()))) {
      checks.reconcile(snapshot(port, CHECKED, tls));
      await().until(() -> !health.usable());
      HealthPolicy policy = CHECKED.withRequest(CheckMethod.HEAD, "shop.internal:8443", 0, "204");
      checks.reconcile(snapshot(port, policy, tls));
      await().until(health::usable);
    } finally {
      server.stop(0);
    }
  }
}
