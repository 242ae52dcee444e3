package io.ringway.balancer.admin;

import io.netty.channel.EventLoopGroup;
import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.FakeRoutes;
import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.control.SnapshotApplier;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.memory.MemoryShortage;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.telemetry.LogEvents;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.ProcessMetrics;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.telemetry.TelemetryMerger;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Resolution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open admin port on loopback with a client. */
abstract class OpenAdminPort {

  @TempDir static Path made;
  @TempDir Path folder;

  private static MadeCertificate first;

  volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final InstantSource clock = () -> now;
  volatile @Nullable MemoryShortage memoryShortage;
  final AtomicInteger reopened = new AtomicInteger();

  final Transport beside = Transport.openSideLoop();
  private final EventLoopGroup group = beside.group();
  private final HttpClient client = HttpClient.newHttpClient();
  final ActiveTable active = new ActiveTable(clock);
  SnapshotStore store;
  private SnapshotApplier snapshotApplier;
  private ControlLink link;
  private TelemetryMerger telemetryMerger;
  AdminPages pages;
  AdminPort port;

  @BeforeAll
  static void make() {
    first = MadeCertificate.of(made, "EC", 9, "first.example");
  }

  @BeforeEach
  void start() throws IOException {
    FakeRoutes routes = new FakeRoutes();
    store = new SnapshotStore(folder, clock);
    snapshotApplier = new SnapshotApplier(routes, store, clock);
    link =
        new ControlLink(
            new LinkSettings(URI.create("http://127.0.0.1:1"), () -> "token"),
            snapshotApplier,
            new TableExplainer(active)::explain,
            group.next(),
            beside.clientBootstrap(),
            Resolver.ofLiterals(),
            new Random(1),
            clock);
    telemetryMerger =
        new TelemetryMerger(
            new Telemetry(),
            new HealthTable(),
            routes::snapshot,
            (_, _) -> Resolution.NONE,
            link,
            clock);
    Path file = folder.resolve("shop.pem");
    Files.writeString(file, first.pem());
    Certificates certificates = Certificates.open(file, clock);
    TlsPage tlsPage = new TlsPage(certificates, ServerTrust.ofJava(clock));
    pages =
        new AdminPages(
            snapshotApplier,
            link,
            store,
            Stream.concat(
                    Stream.of(
                        telemetryMerger::addTo,
                        MetricSource.of(tlsPage::measure),
                        MetricSource.of(ProcessMetrics::measure),
                        MetricSource.of(LogEvents::measure)),
                    more().stream())
                .toList(),
            new LogPages(reopened::incrementAndGet),
            new TableExplainer(active)::explain,
            "nio",
            clock,
            tlsPage,
            () -> false,
            () -> memoryShortage);
    port =
        AdminPort.open(
            beside.serverBootstrap(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            pages);
  }

  @AfterEach
  void stop() {
    client.close();
    telemetryMerger.close();
    link.close();
    port.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  HttpResponse<String> get(String pathAndQuery) throws Exception {
    return send("GET", pathAndQuery);
  }

  HttpResponse<String> send(String method, String pathAndQuery) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + pathAndQuery))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /** Returns additional metrics of the test. */
  List<MetricSource> more() {
    return List.of();
  }

  void loadRevisionSeven() {
    store.save(new ConfigSnapshot(3, 7, "default", 0, List.of()));
    loadFromDisk();
  }

  void loadFromDisk() {
    snapshotApplier.startFromDisk();
  }

  /** Sends bytes on a new connection, and returns everything until it is closed. */
  String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
