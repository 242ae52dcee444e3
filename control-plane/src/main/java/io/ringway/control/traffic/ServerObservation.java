package io.ringway.control.traffic;

import io.ringway.protocol.Resolution;

/**
 * The last report of one balancer on one server.
 *
 * @param balancerId id of the balancer
 * @param healthy whether the balancer sends requests to it
 * @param reason why not, in the balancer's words; empty when it does
 * @param inFlight requests in flight between the two
 * @param resolution the server's addresses at the balancer; empty for a permitted IP address
 *     literal
 */
public record ServerObservation(
    String balancerId, boolean healthy, String reason, int inFlight, Resolution resolution) {}
