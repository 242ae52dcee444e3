package io.ringway.balancer.proxy;

/**
 * What the operator of a balancer decides about HTTP.
 *
 * @param limits how large requests may be
 * @param timeouts how long clients may take
 * @param trusted whose word on the client's address is believed
 * @param debug who is told where a request goes, and why
 * @param prefaced which peers begin each connection with a header of the PROXY protocol
 * @param echoRequestId whether answers carry the id of their request
 */
public record HttpRules(
    Limits limits,
    ClientTimeouts timeouts,
    TrustedProxies trusted,
    DebugToken debug,
    Networks prefaced,
    boolean echoRequestId) {

  /** Nobody is believed, and bodies have no limit. */
  public static final HttpRules DEFAULT =
      new HttpRules(Limits.DEFAULT, ClientTimeouts.DEFAULT, TrustedProxies.NOBODY);

  /** Rules under which nobody is told, and no peer begins with a header. */
  public HttpRules(Limits limits, ClientTimeouts timeouts, TrustedProxies trusted) {
    this(limits, timeouts, trusted, DebugToken.NONE);
  }

  /** Rules under which no peer begins with a header. */
  public HttpRules(
      Limits limits, ClientTimeouts timeouts, TrustedProxies trusted, DebugToken debug) {
    this(limits, timeouts, trusted, debug, Networks.NONE, false);
  }
}
