package io.ringway.balancer.proxy;

/**
 * What the operator of a balancer decides about HTTP.
 *
 * @param limits how large requests may be
 * @param trusted whose word on the client's address is believed
 * @param tunnelIdleMillis how long neither side of a tunnel may be silent, 1,000 to 86,400,000 ms
 */
public record HttpRules(Limits limits, TrustedProxies trusted, int tunnelIdleMillis) {

  /** Nobody is believed, bodies have no limit, a tunnel may be silent for five minutes. */
  public static final HttpRules DEFAULT =
      new HttpRules(Limits.DEFAULT, TrustedProxies.NOBODY, 300_000);

  /** Checks the range. */
  public HttpRules {
    if (tunnelIdleMillis < 1_000 || tunnelIdleMillis > 86_400_000) {
      throw new IllegalArgumentException(
          "A tunnel may be silent for 1000 to 86400000 ms, not " + tunnelIdleMillis + ".");
    }
  }
}
