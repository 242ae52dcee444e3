package io.ringway.control.fleet;

/**
 * A fresh enrolment token with its secret: the only time that it is shown.
 *
 * @param id for revoking it
 * @param name what people call it
 * @param token what the balancer sends
 */
public record IssuedToken(String id, String name, String token) {}
