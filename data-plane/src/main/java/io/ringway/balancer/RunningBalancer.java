package io.ringway.balancer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.admin.AdminPages;
import io.ringway.balancer.admin.AdminPort;
import io.ringway.balancer.admin.LogPages;
import io.ringway.balancer.admin.TlsPage;
import io.ringway.balancer.control.BalancerId;
import io.ringway.balancer.control.BalancerIdentity;
import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.control.SnapshotApplier;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.control.TableSwap;
import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.memory.MemoryBudget;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.balancer.resolver.AddressFile;
import io.ringway.balancer.resolver.OwnPorts;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.schedule.PeriodicTask;
import io.ringway.balancer.telemetry.LogEvents;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.ProcessMetrics;
import io.ringway.balancer.telemetry.ResolverMetrics;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.telemetry.TelemetryMerger;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.balancer.warmup.WarmUp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a balancer, wired and started in order; stopped in the opposite one. */
final class RunningBalancer {

  private static final Logger LOG = LoggerFactory.getLogger(RunningBalancer.class);

  private static final int MEMORY_MILLIS = 100;
  private static final int FILES_MILLIS = 1_000;

  private final Transport transport;
  private final EventLoopGroup side;
  private final Listeners listeners;
  private final TableSwap swap;
  private final HealthChecks checks;
  private final ControlLink link;
  private final TelemetryMerger telemetryMerger;
  private final AdminPort admin;
  private final Resolver resolver;
  private final AddressFile addresses;
  private final @Nullable AccessLog accessLog;

  private RunningBalancer(
      Transport transport,
      EventLoopGroup side,
      Listeners listeners,
      TableSwap swap,
      HealthChecks checks,
      ControlLink link,
      TelemetryMerger telemetryMerger,
      AdminPort admin,
      Resolver resolver,
      AddressFile addresses,
      @Nullable AccessLog accessLog) {
    this.transport = transport;
    this.side = side;
    this.listeners = listeners;
    this.swap = swap;
    this.checks = checks;
    this.link = link;
    this.telemetryMerger = telemetryMerger;
    this.admin = admin;
    this.resolver = resolver;
    this.addresses = addresses;
    this.accessLog = accessLog;
  }

  /**
   * Starts everything: the second port first, which tells of the warm-up, then the others, since a
   * taken one is the operator's most likely mistake, then the last good snapshot, then the link.
   *
   * @throws java.util.concurrent.CancellationException when the warm-up was ended
   */
  static RunningBalancer start(
      Settings settings, Map<String, String> environment, InstantSource clock, WarmUp warmUp)
      throws IOException {
    SecureRandom random = new SecureRandom();
    LinkSettings linkSettings = settings.control.link(environment);
    MemoryBudget memoryBudget = MemoryBudget.ofProcess();
    Transport transport = Transport.open(settings.transport(), settings.loops(), memoryBudget);
    // The link and the second port never wait for traffic, nor traffic for them.
    Transport beside = Transport.beside();
    EventLoopGroup side = beside.group();
    AccessLog accessLog = settings.accessLog.open(clock);
    ActiveTable active = new ActiveTable(clock);
    HealthTable health = new HealthTable();
    Obstacles obstacles = new Obstacles(clock, System::nanoTime, random);
    Telemetry telemetry = new Telemetry(obstacles);
    ServerTrust trust = settings.servers.trust(clock);
    OwnPorts own = new OwnPorts();
    Resolver resolver =
        Resolver.open(
            settings.addresses.resolver(),
            side.next(),
            beside.datagramChannel(),
            beside.socketChannel(),
            settings.addresses.policy(own),
            random,
            clock);
    AddressFile addresses = AddressFile.open(settings.data, resolver);
    Upstreams upstreams =
        new Upstreams(transport.threads(), settings.servers.connections(), trust, resolver);
    Listeners listeners =
        new Listeners(
            transport,
            active,
            telemetry,
            settings.ports.bind,
            settings.ports.port,
            settings.http.rules(),
            accessLog,
            settings.ports.rules(),
            clock);
    Certificates certificates = certificates(settings.ports, clock);
    lookAtFiles(certificates, trust);
    HealthChecks checks =
        new HealthChecks(
            health,
            transport.group(),
            new ReflectiveChannelFactory<>(transport.socketChannel()),
            random,
            trust,
            resolver,
            settings.http.rules().limits().response().head());
    TableSwap swap = new TableSwap(active, upstreams, health, checks, listeners, obstacles);
    SnapshotStore store = new SnapshotStore(settings.data, clock, obstacles);
    SnapshotApplier snapshotApplier = new SnapshotApplier(swap, store, clock);
    TableExplainer tableExplainer = new TableExplainer(active);
    ControlLink link =
        new ControlLink(
            linkSettings,
            snapshotApplier,
            tableExplainer::answer,
            side.next(),
            beside.connecting(),
            resolver,
            random,
            clock);
    own.control(link.endpoint());
    link.endpoint().listen(_ -> resolver.judgeAgain());
    TelemetryMerger telemetryMerger =
        new TelemetryMerger(telemetry, health, swap::snapshot, upstreams::resolution, link, clock);
    TlsPage tlsPage = new TlsPage(certificates, trust);
    AdminPages pages =
        new AdminPages(
            snapshotApplier,
            link,
            store,
            List.of(
                telemetryMerger::addTo,
                page -> upstreams.addTo(page, swap.snapshot()),
                MetricSource.of(text -> ResolverMetrics.measure(resolver, text)),
                MetricSource.of(accessLog == null ? _ -> {} : accessLog::measure),
                MetricSource.of(tlsPage::measure),
                MetricSource.of(memoryBudget::measure),
                MetricSource.of(ProcessMetrics::measure),
                MetricSource.of(LogEvents::measure)),
            new LogPages(
                accessLog == null || !settings.accessLog.toFile() ? null : accessLog::reopen),
            tableExplainer::answer,
            transport.name(),
            clock,
            tlsPage,
            warmUp::underWay,
            memoryBudget::shortage);
    AdminPort admin = openAdmin(beside.listening(), settings.ports.admin(), pages);
    listeners.reserve(admin.port(), "--admin-port");
    own.adminPort(admin.port());
    if (warmUp.underWay()) {
      LOG.info("Warming up; until then only the second port, {}, is open", admin.port());
    }
    warmUp.run();
    if (!settings.ports.sharePort || settings.ports.port == 0) {
      bindMain(listeners);
    } // else the other process serves until there is a table, which binds the port
    bindTls(listeners, settings.ports, certificates);
    snapshotApplier.startFromDisk();
    listeners.accept(); // not before: with a snapshot on disk nobody has to be turned away
    telemetryMerger.start();
    var _ =
        PeriodicTask.atFixedRate(
            side, "giving servers their keys", ActiveTable.ADVANCE_MILLIS, active::advance);
    var _ =
        PeriodicTask.atFixedRate(
            side, "letting servers back in", HealthTable.READMIT_MILLIS, health::readmit);
    var _ =
        PeriodicTask.atFixedRate(side, "looking at the memory", MEMORY_MILLIS, memoryBudget::look);
    if (accessLog != null && settings.accessLog.toFile()) {
      SighupHandler.then(accessLog::reopen);
    }
    int bound = listeners.boundPort(0);
    int mainPort = bound < 0 ? settings.ports.port : bound;
    link.start(
        new BalancerIdentity(
            BalancerId.in(settings.data, random),
            settings.displayName(),
            Balancer.version(),
            transport.name(),
            mainPort,
            admin.port()));
    LOG.info("Main port {}, second port {}", mainPort, admin.port());
    return new RunningBalancer(
        transport,
        side,
        listeners,
        swap,
        checks,
        link,
        telemetryMerger,
        admin,
        resolver,
        addresses,
        accessLog);
  }

  private static void bindMain(Listeners listeners) throws IOException {
    try {
      listeners.openMain();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage() + " Option: --port (RINGWAY_PORT).", e);
    }
  }

  private static @Nullable Certificates certificates(PortSettings ports, InstantSource clock)
      throws IOException {
    return ports.tlsCertificates == null ? null : Certificates.open(ports.tlsCertificates, clock);
  }

  private static void bindTls(
      Listeners listeners, PortSettings ports, @Nullable Certificates certificates)
      throws IOException {
    if (certificates == null) {
      return;
    }
    listeners.certify(certificates);
    try {
      if (ports.tlsPort != null) {
        listeners.bindTls(ports.tlsPort);
      }
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage() + " Option: --tls-port (RINGWAY_TLS_PORT).", e);
    }
  }

  /** By a thread of their own: a slow disk holds up nothing else. */
  private static void lookAtFiles(@Nullable Certificates certificates, ServerTrust trust) {
    if (certificates != null || trust.readsFiles()) {
      var _ =
          PeriodicTask.withFixedDelay(
              Executors.newSingleThreadScheduledExecutor(
                  new DefaultThreadFactory("ringway-tls", true)),
              "looking at the files of certificates",
              FILES_MILLIS,
              () -> {
                if (certificates != null) {
                  certificates.look();
                }
                trust.look();
              });
    }
  }

  private static AdminPort openAdmin(
      ServerBootstrap listening, InetSocketAddress address, AdminPages pages) throws IOException {
    try {
      return AdminPort.open(listening, address, pages);
    } catch (IOException e) {
      throw new IOException(
          "port "
              + address.getPort()
              + " is taken or may not be used: "
              + e.getMessage()
              + ". Free it, or choose another one with --admin-port (RINGWAY_ADMIN_PORT).",
          e);
    }
  }

  /** Stops: no new connections, requests under way finish within the drain time. */
  void stop() {
    LOG.info("Stopping: requests under way may take {} ms", swap.drainMillis());
    swap.freeze();
    Duration limit = Duration.ofMillis(swap.drainMillis());
    try {
      listeners
          .drain(limit)
          .toCompletableFuture()
          .get(limit.toMillis() + 2_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Requests were cut off at the end of the drain time", e);
    }
    checks.close();
    telemetryMerger.close();
    link.close();
    admin.close();
    resolver.close();
    addresses.close();
    var _ = side.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    var _ =
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    if (accessLog != null) {
      accessLog.close();
    }
    LOG.info("Stopped");
  }
}
