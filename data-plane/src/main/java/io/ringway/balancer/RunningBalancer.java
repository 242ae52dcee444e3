package io.ringway.balancer;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.admin.AdminPort;
import io.ringway.balancer.control.BalancerId;
import io.ringway.balancer.control.BalancerIdentity;
import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.schedule.PeriodicTask;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.tls.CertificateReload;
import io.ringway.balancer.warmup.WarmUp;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a balancer, started in order and stopped in the opposite one. */
final class RunningBalancer {

  private static final Logger LOG = LoggerFactory.getLogger(RunningBalancer.class);

  private static final int MEMORY_MILLIS = 100;

  private final ProcessResources process;
  private final ServerAccess servers;
  private final TrafficPath traffic;
  private final ControlPath control;
  private final AdminPort admin;

  private RunningBalancer(
      ProcessResources process,
      ServerAccess servers,
      TrafficPath traffic,
      ControlPath control,
      AdminPort admin) {
    this.process = process;
    this.servers = servers;
    this.traffic = traffic;
    this.control = control;
    this.admin = admin;
  }

  /**
   * Starts everything. The admin port comes first, since it reports the warm-up. The other ports
   * follow, since a taken port is the most likely mistake; then the last good snapshot and the
   * link.
   *
   * @throws java.util.concurrent.CancellationException when the warm-up was ended
   */
  static RunningBalancer start(
      Settings settings, Map<String, String> environment, InstantSource clock, WarmUp warmUp)
      throws IOException {
    RunningBalancer balancer = open(settings, settings.control.link(environment), clock, warmUp);
    balancer.warmUp(warmUp);
    balancer.serve(settings);
    return balancer;
  }

  /** Builds every part and opens the admin port; no client is served yet. */
  private static RunningBalancer open(
      Settings settings, LinkSettings linkSettings, InstantSource clock, WarmUp warmUp)
      throws IOException {
    ProcessResources process = ProcessResources.open(settings, clock);
    ServerAccess servers = ServerAccess.open(settings, process);
    TrafficPath traffic = TrafficPath.open(settings, process, servers);
    CertificateReload.start(traffic.certificates(), servers.trust());
    ControlPath control = ControlPath.open(settings, linkSettings, process, servers, traffic);
    AdminPort admin = new AdminAccess(settings, process, servers, traffic, control).open(warmUp);
    traffic.listeners().reserve(admin.port(), "--admin-port");
    servers.ownPorts().adminPort(admin.port());
    return new RunningBalancer(process, servers, traffic, control, admin);
  }

  private void warmUp(WarmUp warmUp) {
    if (warmUp.underWay()) {
      LOG.info("Warming up; until then only the admin port, {}, is open", admin.port());
    }
    warmUp.run();
  }

  private void serve(Settings settings) throws IOException {
    traffic.bind(settings.ports);
    control.applier().startFromDisk();
    traffic.listeners().accept(); // not before: with a snapshot on disk no client gets a 503
    control.merger().start();
    startPeriodicTasks();
    AccessLog accessLog = process.accessLog();
    if (accessLog != null && settings.accessLog.toFile()) {
      SighupHandler.install(accessLog::reopen);
    }
    int mainPort = traffic.mainPort(settings.ports.mainPort());
    control
        .link()
        .start(
            new BalancerIdentity(
                BalancerId.in(settings.data, process.random()),
                settings.displayName(),
                Balancer.version(),
                process.transport().name(),
                mainPort,
                admin.port()));
    LOG.info("Main port {}, admin port {}", mainPort, admin.port());
  }

  private void startPeriodicTasks() {
    repeat("advancing slow start", ActiveTable.ADVANCE_MILLIS, traffic.active()::advance);
    repeat("readmitting ejected servers", HealthTable.READMIT_MILLIS, servers.health()::readmit);
    repeat("checking the memory", MEMORY_MILLIS, process.memory()::check);
  }

  private void repeat(String name, long millis, Runnable task) {
    var _ = PeriodicTask.atFixedRate(process.background().group(), name, millis, task);
  }

  /** Stops: takes no new connections, and lets requests under way finish within the drain time. */
  void stop() {
    traffic.drain();
    servers.checks().close();
    control.close();
    admin.close();
    servers.close();
    process.close();
    LOG.info("Stopped");
  }
}
