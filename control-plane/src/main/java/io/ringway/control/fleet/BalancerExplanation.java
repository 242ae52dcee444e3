package io.ringway.control.fleet;

/**
 * The reply of one balancer to a query.
 *
 * @param balancerId stable id of the balancer
 * @param name display name of the balancer; several balancers may share one
 * @param address traffic address, {@code host:port}
 */
public record BalancerExplanation(
    String balancerId, String name, String address, QueryResult reply) {}
