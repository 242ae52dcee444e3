package io.ringway.balancer.telemetry;

/**
 * What became of a port that is to be listened on.
 *
 * @param port its real number
 * @param tls whether it is to speak TLS
 * @param open whether it is listened on
 */
public record PortState(int port, boolean tls, boolean open) {}
