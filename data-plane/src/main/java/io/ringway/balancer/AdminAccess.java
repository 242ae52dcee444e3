package io.ringway.balancer;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.admin.AdminPages;
import io.ringway.balancer.admin.AdminPort;
import io.ringway.balancer.admin.LogPages;
import io.ringway.balancer.admin.TlsPage;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.telemetry.LogEvents;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.ProcessMetrics;
import io.ringway.balancer.telemetry.ResolverMetrics;
import io.ringway.balancer.warmup.WarmUp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Opens the admin port over the other parts. */
record AdminAccess(
    Settings settings,
    ProcessResources process,
    ServerAccess servers,
    TrafficPath traffic,
    ControlPath control) {

  /**
   * Opens the port.
   *
   * @throws IOException when it is taken; the message names the option
   */
  AdminPort open(WarmUp warmUp) throws IOException {
    InetSocketAddress address = settings.ports.admin();
    try {
      return AdminPort.open(process.background().serverBootstrap(), address, pages(warmUp));
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

  private AdminPages pages(WarmUp warmUp) {
    AccessLog accessLog = process.accessLog();
    TlsPage tls = new TlsPage(traffic.certificates(), servers.trust());
    return new AdminPages(
        control.applier(),
        control.link(),
        control.store(),
        metrics(tls),
        new LogPages(accessLog == null || !settings.accessLog.toFile() ? null : accessLog::reopen),
        control.explainer()::explain,
        process.transport().name(),
        process.clock(),
        tls,
        warmUp::underWay,
        process.memory()::shortage);
  }

  private List<MetricSource> metrics(TlsPage tls) {
    AccessLog accessLog = process.accessLog();
    return List.of(
        control.merger()::addTo,
        page -> servers.upstreams().addTo(page, traffic.swap().snapshot()),
        MetricSource.of(text -> ResolverMetrics.measure(servers.resolver(), text)),
        MetricSource.of(accessLog == null ? _ -> {} : accessLog::measure),
        MetricSource.of(tls::measure),
        MetricSource.of(process.memory()::measure),
        MetricSource.of(ProcessMetrics::measure),
        MetricSource.of(LogEvents::measure));
  }
}
