package io.ringway.balancer;

import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.control.SnapshotApplier;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.telemetry.TelemetryMerger;

/**
 * The parts that receive the configuration and send reports.
 *
 * @param merger merges the counts of the event loops into reports
 */
record ControlPath(
    SnapshotStore store,
    SnapshotApplier applier,
    TableExplainer explainer,
    ControlLink link,
    TelemetryMerger merger) {

  static ControlPath open(
      Settings settings,
      LinkSettings linkSettings,
      ProcessResources process,
      ServerAccess servers,
      TrafficPath traffic) {
    SnapshotStore store = new SnapshotStore(settings.data, process.clock(), traffic.obstacles());
    SnapshotApplier applier = new SnapshotApplier(traffic.swap(), store, process.clock());
    TableExplainer explainer = new TableExplainer(traffic.active());
    ControlLink link =
        new ControlLink(
            linkSettings,
            applier,
            explainer::explain,
            process.backgroundLoop(),
            process.background().clientBootstrap(),
            servers.resolver(),
            process.random(),
            process.clock());
    servers.ownPorts().control(link.endpoint());
    link.endpoint().listen(_ -> servers.resolver().recheckPolicy());
    TelemetryMerger merger =
        new TelemetryMerger(
            traffic.telemetry(),
            servers.health(),
            traffic.swap()::snapshot,
            servers.upstreams()::resolution,
            link,
            process.clock());
    return new ControlPath(store, applier, explainer, link, merger);
  }

  /** Sends the last report and closes the link. */
  void close() {
    merger.close();
    link.close();
  }
}
