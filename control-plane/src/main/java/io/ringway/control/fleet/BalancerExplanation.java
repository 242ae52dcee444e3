package io.ringway.control.fleet;

/**
 * What one balancer said to a question.
 *
 * @param balancerId its stable id
 * @param name what people call it
 * @param address where it takes traffic, {@code host:port}: several may have one name
 */
public record BalancerExplanation(
    String balancerId, String name, String address, QueryResult reply) {}
