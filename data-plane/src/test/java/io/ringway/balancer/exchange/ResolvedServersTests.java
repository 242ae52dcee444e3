package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.resolver.LoopbackDns;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.NameFailure;
import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.AddressRefusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and checks of servers that have names, which a real DNS server resolves. */
class ResolvedServersTests {

  /** Long enough for a machine that is busy; DNS tells a TTL of one second. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private LoopbackDns dns;
  private Resolver resolver;
  private Rig rig;
  private HealthChecks checks;
  private final List<Machine> machines = new ArrayList<>();

  /** A server at one address, which says its name. */
  private static final class Machine {
    final HttpServer server;
    final AtomicInteger checked = new AtomicInteger();

    Machine(String name, String address, int port) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            if (exchange.getRequestURI().getPath().equals("/check")) {
              checked.incrementAndGet();
            }
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }
  }

  @BeforeEach
  void start() {
    dns = new LoopbackDns();
    resolver = dns.resolver(AddressPolicy.STANDARD);
    rig = new Rig(resolver);
    rig.policy = new HealthPolicy("/check", 100, 5_000, 2, 1);
    rig.timeouts = new Timeouts(5_000, 8_000, 8_000);
    checks =
        new HealthChecks(
            rig.health,
            rig.transport.group(),
            new ReflectiveChannelFactory<>(rig.transport.socketChannel()),
            new Random(1),
            ServerTrust.ofJava(InstantSource.system()),
            resolver);
  }

  @AfterEach
  void stop() {
    checks.close();
    rig.close();
    machines.forEach(machine -> machine.server.stop(0));
    dns.close();
  }

  private Machine machine(String name, String address, int port) throws IOException {
    Machine made = new Machine(name, address, port);
    machines.add(made);
    return made;
  }

  private void route(String host, int port) {
    rig.route(List.of(new ServerConfig("s1", "s1", host, port, 1, ServerState.READY)));
    checks.reconcile(rig.inForce);
  }

  private void route(String host, int port, ServerState state) {
    rig.route(List.of(new ServerConfig("s1", "s1", host, port, 1, state)));
    checks.reconcile(rig.inForce);
  }

  private String get() throws IOException {
    return rig.exchange("GET /?key=a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  private boolean served(String by) throws IOException {
    return get().endsWith("\r\n\r\n" + by);
  }

  private Resolution explained() {
    return new TableExplainer(rig.active)
        .explain(new ExplainQuery.Key("test", "a"))
        .steps()
        .getFirst()
        .resolution();
  }

  private boolean usable() {
    return rig.health.of("c1", "s1").usable();
  }

  /** Both machines are alive, and the connections to the first are good. */
  @Test
  void aServerThatIsDisabledAndEnabledDuringAnOutageOfDnsIsServedAtItsLastAddress()
      throws Exception {
    dns.has("a.test", 1, "127.0.0.2");
    int port = machine("one", "127.0.0.2", 0).port();
    route("a.test", port);
    await().atMost(20, TimeUnit.SECONDS).until(() -> served("one"));
    dns.silent = true;
    route("a.test", port, ServerState.DISABLED);
    assertThat(get()).startsWith("HTTP/1.1 503 ");
    route("a.test", port, ServerState.READY);
    assertThat(served("one")).isTrue();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> explained().failure() == NameFailure.NO_ANSWER);
    assertThat(explained().addresses()).containsExactly("127.0.0.2");
    assertThat(served("one")).isTrue();
  }

  @Test
  void requestsAndChecksFollowANameThatMoves() throws IOException {
    Machine first = machine("first", "127.0.0.2", 0);
    Machine second = machine("second", "127.0.0.3", first.port());
    dns.has("shop.test", 1, "127.0.0.2");
    route("shop.test", first.port());
    assertThat(get()).endsWith("first");
    await().atMost(SOON).until(() -> first.checked.get() > 2);
    assertThat(second.checked).hasValue(0);
    assertThat(explained().addresses()).containsExactly("127.0.0.2");

    dns.has("shop.test", 1, "127.0.0.3");
    await().pollInterval(Duration.ofMillis(300)).atMost(SOON).until(() -> served("second"));
    for (int i = 0; i < 50; i++) {
      assertThat(get()).endsWith("second");
    }
    int checked = first.checked.get();
    await().atMost(SOON).until(() -> second.checked.get() > 3);
    assertThat(first.checked.get()).isLessThanOrEqualTo(checked + 1); // one was under way
    assertThat(explained().addresses()).containsExactly("127.0.0.3");
  }

  @Test
  void aRequestThatIsUnderWayWhenTheNameMovesIsFinishedAndItsConnectionIsNotUsedAgain()
      throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (FakeServer slow =
        new FakeServer((head, in, out) -> {
          if (!head.startsWith("GET /check")) {
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
          FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
          return true;
        })) {
      rig.timeouts = new Timeouts(5_000, 20_000, 20_000);
      Machine second = machine("second", "127.0.0.3", slow.port());
      dns.has("shop.test", 1, "127.0.0.1");
      route("shop.test", slow.port());
      try (Socket client = rig.connect()) {
        client.setSoTimeout(20_000);
        FakeServer.write(client.getOutputStream(), "GET /?key=a HTTP/1.1\r\nHost: a\r\n\r\n");
        await().atMost(SOON).until(() -> slow.heads.stream().anyMatch(h -> h.contains("key=a")));
        dns.has("shop.test", 1, "127.0.0.3");
        await().atMost(SOON).until(() -> second.checked.get() > 0);
        goOn.countDown();
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("first");
        FakeServer.write(client.getOutputStream(), "GET /?key=a HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("second");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NXDOMAIN", "SERVFAIL", "silence"})
  void aServerWhoseNameVanishesServesOnAndIsNotTakenDown(String how) throws IOException {
    Machine only = machine("only", "127.0.0.2", 0);
    dns.has("shop.test", 1, "127.0.0.2");
    route("shop.test", only.port());
    assertThat(get()).endsWith("only");
    switch (how) {
      case "NXDOMAIN" -> dns.fails("shop.test", DnsResponseCode.NXDOMAIN);
      case "SERVFAIL" -> dns.fails("shop.test", DnsResponseCode.SERVFAIL);
      default -> dns.silent = true;
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> !explained().resolved());
    int checked = only.checked.get();
    await().atMost(SOON).until(() -> only.checked.get() > checked + 5);
    assertThat(get()).endsWith("only");
    assertThat(usable()).isTrue();
    assertThat(explained().addresses()).containsExactly("127.0.0.2");
    assertThat(explained().unresolvedSince()).isPositive();
  }

  @Test
  void aServerWhoseNameNeverResolvedIsDownForThatReason() throws IOException {
    route("nobody.test", 80);
    assertThat(get()).startsWith("HTTP/1.1 503 ");
    await().atMost(SOON).until(() -> !usable());
    assertThat(rig.health.of("c1", "s1").reason())
        .isEqualTo("unknown host nobody.test: the name does not exist");
    assertThat(explained().failure()).isEqualTo(NameFailure.NO_SUCH_NAME);
    assertThat(explained().addresses()).isEmpty();
  }

  /** The first lookup is part of the time to connect: nobody hears of it. */
  @Test
  void aRequestThatComesBeforeTheFirstAnswerWaitsForIt() throws IOException {
    Machine only = machine("only", "127.0.0.2", 0);
    dns.delayMillis = 300;
    rig.timeouts = new Timeouts(10_000, 10_000, 10_000);
    dns.has("shop.test", 1, "127.0.0.2");
    route("shop.test", only.port());
    assertThat(get()).endsWith("only");
  }

  @Test
  void ofTwoAddressesTheOneThatLivesServes() throws IOException {
    Machine second = machine("second", "127.0.0.3", 0);
    dns.has("shop.test", 1, "127.0.0.2", "127.0.0.3");
    route("shop.test", second.port());
    for (int i = 0; i < 10; i++) {
      assertThat(get()).endsWith("second");
    }
    await().atMost(SOON).until(() -> second.checked.get() > 3);
    assertThat(usable()).isTrue();
    assertThat(explained().addresses()).containsExactly("127.0.0.3", "127.0.0.2");
  }

  /** A machine that is off says nothing: that costs a moment once, not each connect timeout. */
  @Test
  void anAddressThatSaysNothingCostsAMomentAndOnce() throws IOException {
    try (ServerSocket mute = new ServerSocket()) {
      mute.bind(new InetSocketAddress("127.0.0.2", 0), 1);
      List<Socket> inTheWay = fill(mute);
      Machine second = machine("second", "127.0.0.3", mute.getLocalPort());
      dns.has("shop.test", 1, "127.0.0.2", "127.0.0.3");
      rig.timeouts = new Timeouts(30_000, 30_000, 30_000);
      rig.policy = new HealthPolicy("/check", 100, 30_000, 2, 1);
      route("shop.test", second.port());
      // The rig's clients wait for 8 s, and the connect timeout is 30 s.
      for (int i = 0; i < 10; i++) {
        assertThat(get()).endsWith("second");
      }
      await().atMost(SOON).until(() -> second.checked.get() > 3);
      assertThat(explained().addresses()).startsWith("127.0.0.3");
      for (Socket each : inTheWay) {
        each.close();
      }
    }
  }

  /** Its process is stopped: the kernel takes connections, and nobody speaks. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAddressThatTakesConnectionsAndNeverRespondsIsTriedAfterTheOthers(boolean closes)
      throws IOException {
    try (ServerSocket stopped = new ServerSocket()) {
      stopped.bind(new InetSocketAddress("127.0.0.2", 0), 200);
      if (closes) {
        Thread.ofVirtual().start(() -> closeAll(stopped));
      }
      Machine second = machine("second", "127.0.0.3", stopped.getLocalPort());
      dns.has("shop.test", 1, "127.0.0.2", "127.0.0.3");
      rig.policy = new HealthPolicy("/check", 100, 1_000, 2, 1);
      route("shop.test", second.port());
      await().atMost(SOON).until(() -> second.checked.get() > 3 && usable());
      long lookups = resolver.counts().lookups();
      await().atMost(SOON).until(() -> resolver.counts().lookups() > lookups + 2);
      assertThat(explained().addresses()).containsExactly("127.0.0.3", "127.0.0.2");
      for (int i = 0; i < 10; i++) {
        assertThat(get()).endsWith("second");
      }
    }
  }

  private static void closeAll(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        from.accept().close();
      } catch (IOException end) {
        return; // the test is over
      }
    }
  }

  /** Connects until the queue of those that nobody accepts is full; then the kernel is mute. */
  private static List<Socket> fill(ServerSocket full) throws IOException {
    List<Socket> made = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      made.add(new Socket(full.getInetAddress(), full.getLocalPort()));
    }
    return made;
  }

  @Test
  void localhostIsFoundWhereverItListens() throws IOException {
    Machine six = machine("six", "::1", 0);
    route("localhost", six.port());
    assertThat(get()).endsWith("six");
    await().atMost(SOON).until(() -> six.checked.get() > 3);
    assertThat(usable()).isTrue();
    assertThat(explained().addresses()).containsExactly("::1", "127.0.0.1");

    Machine four = machine("four", "127.0.0.1", 0);
    route("localhost", four.port());
    assertThat(get()).endsWith("four");
    assertThat(explained().addresses()).containsExactly("127.0.0.1", "::1");
  }

  @Test
  void aNameWithBothFamiliesIsFoundWhereverItListens() throws IOException {
    Machine four = machine("four", "127.0.0.1", 0);
    dns.has("shop.test", 1, "127.0.0.1", "::1");
    route("shop.test", four.port());
    assertThat(get()).endsWith("four");
    Machine six = machine("six", "::1", 0);
    route("shop.test", six.port());
    assertThat(get()).endsWith("six");
  }

  /** DNS rebinding: an address that nobody could configure is not connected to by a name either. */
  @Test
  void aNameThatMovesToARefusedAddressIsNotFollowed() throws IOException {
    Machine only = machine("only", "127.0.0.2", 0);
    dns.has("shop.test", 1, "127.0.0.2");
    route("shop.test", only.port());
    assertThat(get()).endsWith("only");
    dns.has("shop.test", 1, "169.254.169.254");
    await().atMost(SOON).until(() -> explained().allRefused());
    await().atMost(SOON).until(() -> !usable());
    assertThat(get()).startsWith("HTTP/1.1 503 ");
    assertThat(explained().refused())
        .containsExactly(new RefusedAddress("169.254.169.254", AddressRefusal.LINK_LOCAL));
    assertThat(rig.health.of("c1", "s1").reason())
        .isEqualTo(
            "the address policy refuses 169.254.169.254: it "
                + AddressRefusal.LINK_LOCAL.description());
    await()
        .atMost(SOON)
        .until(() ->
            rig.metrics().contains("ringway_upstream_open{cluster=\"test\",server=\"s1\"} 0"));
  }

  @Test
  void aNameThatLeavesTheConfigurationIsForgotten() throws IOException {
    Machine only = machine("only", "127.0.0.2", 0);
    dns.has("shop.test", 1, "127.0.0.2");
    route("shop.test", only.port());
    assertThat(get()).endsWith("only");
    assertThat(resolver.counts().names()).isOne();
    route("127.0.0.2", only.port());
    assertThat(resolver.counts().names()).isZero();
    assertThat(get()).endsWith("only");
    rig.routeNothing();
    checks.reconcile(rig.inForce);
    assertThat(resolver.counts().names()).isZero();
  }
}
