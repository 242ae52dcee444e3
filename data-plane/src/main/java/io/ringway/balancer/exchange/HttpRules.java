package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.protocol.address.Networks;

/**
 * The operator's settings for HTTP.
 *
 * @param limits the sizes of requests and responses
 * @param timeouts the timeouts for clients
 * @param trusted the proxies that are believed about the client's address
 * @param debug the token with which requests learn where they go, and why
 * @param proxyProtocolPeers the peers that start each connection with the PROXY protocol
 * @param echoRequestId whether responses carry the id of their request
 * @param spliceFrom the fewest bytes left of a body for which the kernel moves them, 65,536 or
 *     more; 0 for never
 */
public record HttpRules(
    Limits limits,
    ClientTimeouts timeouts,
    TrustedProxies trusted,
    DebugToken debug,
    Networks proxyProtocolPeers,
    boolean echoRequestId,
    int spliceFrom) {

  /** The default size. Fewer bytes are not worth the dozen system calls around them. */
  static final int SPLICE_FROM = 128 << 10;

  /** The defaults: no proxy is trusted, and bodies have no limit. */
  public static final HttpRules DEFAULT =
      new HttpRules(Limits.DEFAULT, ClientTimeouts.DEFAULT, TrustedProxies.NOBODY);

  /** Checks the size from which bodies are spliced. */
  public HttpRules {
    var _ = spliceFrom(spliceFrom);
  }

  /** Checks a size from which the kernel moves bodies. */
  public static int spliceFrom(int bytes) {
    if (bytes != 0 && bytes < 64 << 10) {
      throw new IllegalArgumentException(
          "The kernel moves bodies of 65536 bytes or more, or none with 0; not of " + bytes + ".");
    }
    return bytes;
  }

  /** Creates rules without a debug token and without the PROXY protocol. */
  public HttpRules(Limits limits, ClientTimeouts timeouts, TrustedProxies trusted) {
    this(limits, timeouts, trusted, DebugToken.NONE);
  }

  /** Creates rules without the PROXY protocol. */
  public HttpRules(
      Limits limits, ClientTimeouts timeouts, TrustedProxies trusted, DebugToken debug) {
    this(limits, timeouts, trusted, debug, Networks.NONE, false, SPLICE_FROM);
  }
}
