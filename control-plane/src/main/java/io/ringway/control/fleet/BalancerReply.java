package io.ringway.control.fleet;

/**
 * What one balancer said to a question.
 *
 * @param balancerId its stable id
 * @param name what people call it
 */
public record BalancerReply(String balancerId, String name, Reply reply) {}
