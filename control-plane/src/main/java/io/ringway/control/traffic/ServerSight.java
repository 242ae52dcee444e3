package io.ringway.control.traffic;

/**
 * What one balancer said last of one server.
 *
 * @param balancerId which balancer
 * @param healthy whether it sends it requests
 * @param reason why not, in the balancer's words; empty when it does
 * @param inFlight requests under way between the two
 */
public record ServerSight(String balancerId, boolean healthy, String reason, int inFlight) {}
