package io.ringway.balancer.telemetry;

/**
 * The state of a port that the configuration requires.
 *
 * @param port its actual number
 * @param tls whether it is to speak TLS
 * @param open whether it is open
 */
public record PortState(int port, boolean tls, boolean open) {}
