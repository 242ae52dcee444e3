package io.ringway.balancer.exchange;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.listener.PortRules;
import io.ringway.balancer.memory.MemoryBudget;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.resolver.ResolverSettings;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.ReportSender;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.telemetry.TelemetryMerger;
import io.ringway.balancer.telemetry.WholePage;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import io.ringway.protocol.address.AddressPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real listeners on a free port, with a table that a test can change. */
final class Rig implements AutoCloseable {

  private static final ServerTrust NOBODY = ServerTrust.ofJava(InstantSource.system());

  long now = 1_700_000_000_000L;

  /** The bytes that buffers are said to take, of 1,000. */
  volatile long memoryUsed;

  volatile boolean heapFull;

  final MemoryBudget memoryBudget = new MemoryBudget(1_000, () -> memoryUsed, () -> heapFull);
  final Transport transport;
  final ActiveTable active = new ActiveTable(() -> Instant.ofEpochMilli(now));
  final Resolver resolver;
  final Upstreams upstreams;
  final AtomicLong nanos = new AtomicLong();
  final HealthTable health = new HealthTable(nanos::get);
  final Telemetry telemetry = new Telemetry();
  final Listeners listeners;
  Steering steering = Steering.NONE;
  Timeouts timeouts = new Timeouts(500, 600, 1_500);
  HealthPolicy policy = HealthPolicy.DEFAULT;
  RetryPolicy retry = RetryPolicy.DEFAULT;
  ServerTls serverTls = ServerTls.OFF;
  RelayPolicy relayPolicy = RelayPolicy.DEFAULT;
  Listen listen = Listen.DEFAULT;
  List<KeyRule> keys =
      List.of(new KeyRule.Header("X-Key"), new KeyRule.Query("key"), new KeyRule.Cookie("k"));
  ConfigSnapshot inForce = new ConfigSnapshot(1, 0, "default", 0, List.of());
  private long revision;

  Rig() {
    this(Transport.Kind.AUTO);
  }

  Rig(Transport.Kind kind) {
    this(kind, HttpRules.DEFAULT);
  }

  Rig(HttpRules rules, AccessLog log) {
    this(Transport.Kind.AUTO, rules, log, PortRules.DEFAULT, Integer.MAX_VALUE, NOBODY);
  }

  Rig(Transport.Kind kind, HttpRules rules) {
    this(kind, rules, null, PortRules.DEFAULT, Integer.MAX_VALUE, NOBODY);
  }

  Rig(PortRules ports, int serverConnections) {
    this(Transport.Kind.AUTO, HttpRules.DEFAULT, null, ports, serverConnections, NOBODY);
  }

  Rig(Transport.Kind kind, ServerTrust trust) {
    this(kind, HttpRules.DEFAULT, null, PortRules.DEFAULT, Integer.MAX_VALUE, trust);
  }

  Rig(int loops, PortRules ports, int serverConnections) {
    this(Transport.Kind.AUTO, loops, HttpRules.DEFAULT, null, ports, serverConnections, NOBODY);
  }

  private Rig(
      Transport.Kind kind,
      HttpRules rules,
      @Nullable AccessLog log,
      PortRules ports,
      int serverConnections,
      ServerTrust trust) {
    this(kind, 2, rules, log, ports, serverConnections, trust);
  }

  Rig(
      Transport.Kind kind,
      int loops,
      HttpRules rules,
      @Nullable AccessLog log,
      PortRules ports,
      int serverConnections,
      ServerTrust trust) {
    this(kind, loops, rules, log, ports, serverConnections, trust, null);
  }

  /** One whose servers have the addresses that this resolver finds. */
  Rig(Resolver resolver) {
    this(
        Transport.Kind.AUTO,
        2,
        HttpRules.DEFAULT,
        null,
        PortRules.DEFAULT,
        Integer.MAX_VALUE,
        NOBODY,
        resolver);
  }

  private Rig(
      Transport.Kind kind,
      int loops,
      HttpRules rules,
      @Nullable AccessLog log,
      PortRules ports,
      int serverConnections,
      ServerTrust trust,
      @Nullable Resolver addresses) {
    transport = Transport.open(kind, loops, memoryBudget);
    resolver = addresses == null ? ofSystem() : addresses;
    upstreams = new Upstreams(2, serverConnections, trust, resolver);
    listeners =
        new Listeners(
            transport,
            active,
            telemetry,
            "127.0.0.1",
            0,
            rules,
            log,
            ports,
            InstantSource.system());
    listeners.reconcile(Set.of(ListenPort.MAIN));
  }

  private Resolver ofSystem() {
    return Resolver.open(
        ResolverSettings.DEFAULT,
        transport.group().next(),
        transport.datagramChannel(),
        transport.socketChannel(),
        AddressPolicy.STANDARD,
        new Random(1),
        InstantSource.system());
  }

  /** One whose servers are spoken to with TLS, and vouched for by the authorities of a file. */
  static Rig overTls(Transport.Kind kind, Path authorities) throws IOException {
    Rig made = new Rig(kind, ServerTrust.open(authorities, InstantSource.system()));
    made.serverTls = new ServerTls(true, "");
    made.timeouts = new Timeouts(3_000, 5_000, 5_000);
    return made;
  }

  /** Has clients that half-close still get their responses. */
  Rig answeringHalfClosed() {
    relayPolicy = new RelayPolicy(relayPolicy.proxyProtocol(), relayPolicy.webSockets(), false);
    return this;
  }

  /** Routes to servers on these loopback ports, ids s1, s2 and so on. */
  void route(int... ports) {
    List<ServerConfig> servers = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      String id = "s" + (i + 1);
      servers.add(new ServerConfig(id, id, "127.0.0.1", ports[i], 1, ServerState.READY));
    }
    route(servers);
  }

  void route(List<ServerConfig> servers) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c1",
            "test",
            ClusterSettings.DEFAULT.with(it -> {
              it.listen = listen;
              it.keyRules = keys;
              it.health = policy;
              it.retry = retry;
              it.timeouts = timeouts;
              it.drainMillis = 200;
              it.corsOrigins = List.of("http://localhost:*");
              it.steering = steering;
              it.serverTls = serverTls;
              it.relayPolicy = relayPolicy;
            }),
            servers);
    put(List.of(cluster));
  }

  /** Puts a configuration without clusters into force. */
  void routeNothing() {
    put(List.of());
  }

  /** Puts these clusters into force. */
  void put(List<ClusterConfig> clusters) {
    inForce = new ConfigSnapshot(1, ++revision, "default", 0, clusters);
    RoutingTable next = RoutingTable.build(inForce, active.current(), upstreams, health);
    Set<ListenPort> ports = new HashSet<>(next.ports());
    ports.add(ListenPort.MAIN);
    listeners.reconcile(ports);
    active.swap(next);
    health.applyPolicies(inForce);
    upstreams.retain(next.upstreams(), 200);
  }

  /** Returns the metrics of the admin port. */
  String metrics() {
    TelemetryMerger telemetryMerger = merged(_ -> {});
    return WholePage.of(
        telemetryMerger::addTo,
        page -> upstreams.addTo(page, inForce),
        MetricSource.of(memoryBudget::measure));
  }

  /** Returns the obstacles that the control plane would be told about. */
  List<Obstacle> obstacles() {
    List<Obstacle> met = new ArrayList<>();
    merged(report -> met.addAll(report.obstacles()));
    return met;
  }

  private TelemetryMerger merged(Consumer<Message.Report> reader) {
    ReportSender reportSender =
        new ReportSender() {
          @Override
          public boolean ready() {
            return true;
          }

          @Override
          public boolean report(Message.Report report) {
            reader.accept(report);
            return true;
          }
        };
    TelemetryMerger telemetryMerger =
        new TelemetryMerger(
            telemetry,
            health,
            () -> inForce,
            upstreams::resolution,
            reportSender,
            InstantSource.system());
    telemetryMerger.close(); // merges once more
    return telemetryMerger;
  }

  /** A loop like those of the listeners, without connections. */
  EventLoopContext newLoop() {
    return new EventLoopContext(
        0,
        transport.group().next(),
        telemetry.forLoop(),
        memoryBudget,
        null,
        InstantSource.system());
  }

  int port() {
    return listeners.boundPort(0);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(8_000);
    return socket;
  }

  /** Sends bytes on a new connection and reads all that comes until it closes. */
  String exchange(String bytes) throws IOException {
    try (Socket socket = connect()) {
      FakeServer.write(socket.getOutputStream(), bytes);
      return readAll(socket.getInputStream());
    }
  }

  static String readAll(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      byte[] block = new byte[8192];
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        all.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException reset) {
      all.append("<reset>");
    }
    return all.toString();
  }

  /** Reads one answer with Content-Length or chunks: head and body in one text. */
  static String readAnswer(InputStream in) throws IOException {
    String head = FakeServer.readHead(in);
    return head + new String(FakeServer.readBody(head, in), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    listeners.drain(Duration.ZERO).toCompletableFuture().join();
    resolver.close();
    var _ = transport.group().shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
  }
}
