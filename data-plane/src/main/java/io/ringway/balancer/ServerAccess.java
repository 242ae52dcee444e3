package io.ringway.balancer;

import io.netty.channel.ReflectiveChannelFactory;
import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.resolver.AddressFile;
import io.ringway.balancer.resolver.OwnPorts;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.upstream.Upstreams;
import java.io.IOException;

/**
 * The parts that reach servers: name resolution, connections and health.
 *
 * @param ownPorts the balancer's own ports, at which no server may be
 */
record ServerAccess(
    HealthTable health,
    ServerTrust trust,
    OwnPorts ownPorts,
    Resolver resolver,
    AddressFile addresses,
    Upstreams upstreams,
    HealthChecks checks) {

  static ServerAccess open(Settings settings, ProcessResources process) throws IOException {
    HealthTable health = new HealthTable();
    ServerTrust trust = settings.servers.trust(process.clock());
    OwnPorts ownPorts = new OwnPorts();
    Resolver resolver = resolver(settings, process, ownPorts);
    return new ServerAccess(
        health,
        trust,
        ownPorts,
        resolver,
        AddressFile.open(settings.data, resolver),
        new Upstreams(
            process.transport().threads(), settings.servers.connections(), trust, resolver),
        new HealthChecks(
            health,
            process.transport().group(),
            new ReflectiveChannelFactory<>(process.transport().socketChannel()),
            process.random(),
            trust,
            resolver,
            settings.http.rules().limits().response().head()));
  }

  private static Resolver resolver(Settings settings, ProcessResources process, OwnPorts ownPorts) {
    return Resolver.open(
        settings.addresses.resolver(),
        process.backgroundLoop(),
        process.background().datagramChannel(),
        process.background().socketChannel(),
        settings.addresses.policy(ownPorts),
        process.random(),
        process.clock());
  }

  /** Ends name resolution and saves the last good addresses. */
  void close() {
    resolver.close();
    addresses.close();
  }
}
