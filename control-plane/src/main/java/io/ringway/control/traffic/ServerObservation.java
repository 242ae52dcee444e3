package io.ringway.control.traffic;

import io.ringway.protocol.Resolution;

/**
 * What one balancer said last of one server.
 *
 * @param balancerId which balancer
 * @param healthy whether it sends it requests
 * @param reason why not, in the balancer's words; empty when it does
 * @param inFlight requests under way between the two
 * @param resolution the addresses of the server there; nothing for a literal that is not refused
 */
public record ServerObservation(
    String balancerId, boolean healthy, String reason, int inFlight, Resolution resolution) {}
