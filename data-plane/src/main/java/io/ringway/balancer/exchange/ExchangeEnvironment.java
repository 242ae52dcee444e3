package io.ringway.balancer.exchange;

import io.netty.bootstrap.Bootstrap;
import io.ringway.balancer.routing.ActiveTable;
import java.util.function.BooleanSupplier;

/**
 * The dependencies that all exchanges of a balancer share.
 *
 * @param rules limits, timeouts and trust
 * @param active the routing table in force
 * @param connecting opens connections to servers
 * @param errors the log of clients that do not speak the protocol
 * @param draining whether responses say {@code Connection: close} since the balancer shuts down
 */
public record ExchangeEnvironment(
    HttpRules rules,
    ActiveTable active,
    Bootstrap connecting,
    ProtocolErrorLog errors,
    BooleanSupplier draining) {}
