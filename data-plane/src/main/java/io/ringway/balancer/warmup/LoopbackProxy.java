package io.ringway.balancer.warmup;

import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.transport.Transport;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A proxy on a free loopback port, with listeners that share nothing with those of clients. */
final class LoopbackProxy implements AutoCloseable {

  private static final int STOP_MILLIS = 1_000;

  private final Transport transport;
  private final Listeners listeners;

  /**
   * Starts to listen.
   *
   * @param serverPorts of the servers behind it, on the loopback
   * @throws IllegalStateException when no port is free
   */
  LoopbackProxy(Transport.Kind kind, List<Integer> serverPorts) {
    transport = Transport.open(kind, 1);
    try {
      HealthTable health = new HealthTable();
      ActiveTable active = new ActiveTable(InstantSource.system());
      ConfigSnapshot snapshot = snapshot(serverPorts);
      Upstreams upstreams = new Upstreams(transport.threads());
      active.swap(RoutingTable.build(snapshot, active.current(), upstreams, health));
      health.applyPolicies(snapshot);
      listeners =
          new Listeners(
              transport,
              active,
              new Telemetry(),
              "127.0.0.1",
              0,
              HttpRules.DEFAULT,
              null,
              InstantSource.system());
      listeners.reconcile(Set.of(ListenPort.MAIN));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static ConfigSnapshot snapshot(List<Integer> serverPorts) {
    ClusterSettings settings =
        ClusterSettings.DEFAULT.with(it -> it.keyRules = List.of(new KeyRule.Query("key")));
    List<ServerConfig> servers =
        serverPorts.stream()
            .map(port ->
                new ServerConfig(
                    "at-" + port, "at-" + port, "127.0.0.1", port, 1, ServerState.READY))
            .toList();
    ClusterConfig cluster = new ClusterConfig("warm-up", "warm-up", settings, servers);
    return new ConfigSnapshot(0, 1, "default", 0, List.of(cluster));
  }

  int port() {
    return listeners.boundPort(ListenPort.MAIN.number());
  }

  @Override
  public void close() {
    var _ =
        transport
            .group()
            .shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(2 * STOP_MILLIS);
  }
}
