package io.ringway.balancer;

import io.ringway.balancer.control.TableSwap;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.settings.PortSettings;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that take requests from clients by the configuration in force.
 *
 * @param certificates for clients; null when no port can speak TLS
 * @param swap puts a configuration in force
 */
record TrafficPath(
    ActiveTable active,
    Obstacles obstacles,
    Telemetry telemetry,
    @Nullable Certificates certificates,
    Listeners listeners,
    TableSwap swap) {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficPath.class);

  static TrafficPath open(Settings settings, ProcessResources process, ServerAccess servers)
      throws IOException {
    ActiveTable active = new ActiveTable(process.clock());
    Obstacles obstacles = new Obstacles(process.clock(), System::nanoTime, process.random());
    Telemetry telemetry = new Telemetry(obstacles);
    Listeners listeners =
        new Listeners(
            process.transport(),
            active,
            telemetry,
            settings.ports.bindAddress(),
            settings.ports.mainPort(),
            settings.http.rules(),
            process.accessLog(),
            settings.ports.rules(),
            process.clock());
    Path folder = settings.ports.tlsCertificates();
    return new TrafficPath(
        active,
        obstacles,
        telemetry,
        folder == null ? null : Certificates.open(folder, process.clock()),
        listeners,
        new TableSwap(
            active, servers.upstreams(), servers.health(), servers.checks(), listeners, obstacles));
  }

  /**
   * Binds the main port and the TLS port. A shared main port waits for the first configuration:
   * until then the other process serves.
   *
   * @throws IOException when a port is taken; the message names the option
   */
  void bind(PortSettings ports) throws IOException {
    if (!ports.sharesMainPort()) {
      naming("--port (RINGWAY_PORT)", listeners::openMain);
    }
    if (certificates == null) {
      return;
    }
    listeners.setCertificates(certificates);
    Integer tlsPort = ports.tlsPort();
    if (tlsPort != null) {
      naming("--tls-port (RINGWAY_TLS_PORT)", () -> listeners.bindTls(tlsPort));
    }
  }

  private static void naming(String option, Runnable bind) throws IOException {
    try {
      bind.run();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage() + " Option: " + option + ".", e);
    }
  }

  /** Returns the bound main port, or this one while none is bound. */
  int mainPort(int otherwise) {
    int bound = listeners.boundPort(0);
    return bound < 0 ? otherwise : bound;
  }

  /** Closes the ports and waits until requests under way have finished, within the drain time. */
  void drain() {
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
  }
}
