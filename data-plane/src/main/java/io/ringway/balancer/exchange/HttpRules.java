package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.protocol.address.Networks;

/**
 * What the operator of a balancer decides about HTTP.
 *
 * @param limits how large requests may be
 * @param timeouts how long clients may take
 * @param trusted whose word on the client's address is believed
 * @param debug who is told where a request goes, and why
 * @param proxyProtocolPeers which peers begin each connection with a header of the PROXY protocol
 * @param echoRequestId whether answers carry the id of their request
 * @param spliceFrom how many bytes of a body have to be to come for the kernel to move them, 65,536
 *     or more; 0 for none
 */
public record HttpRules(
    Limits limits,
    ClientTimeouts timeouts,
    TrustedProxies trusted,
    DebugToken debug,
    Networks proxyProtocolPeers,
    boolean echoRequestId,
    int spliceFrom) {

  /** Less is not worth the dozen calls around it. */
  static final int SPLICE_FROM = 128 << 10;

  /** Nobody is believed, and bodies have no limit. */
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

  /** Rules under which nobody is told, and no peer begins with a header. */
  public HttpRules(Limits limits, ClientTimeouts timeouts, TrustedProxies trusted) {
    this(limits, timeouts, trusted, DebugToken.NONE);
  }

  /** Rules under which no peer begins with a header. */
  public HttpRules(
      Limits limits, ClientTimeouts timeouts, TrustedProxies trusted, DebugToken debug) {
    this(limits, timeouts, trusted, debug, Networks.NONE, false, SPLICE_FROM);
  }
}
