package io.ringway.control.fleet;

/**
 * A new enrolment token with its secret, which is shown only once.
 *
 * @param id id that revokes it
 * @param name display name
 * @param token text that the balancer sends
 */
public record IssuedToken(String id, String name, String token) {}
