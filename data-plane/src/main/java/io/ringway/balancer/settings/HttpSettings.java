package io.ringway.balancer.settings;

import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.forwarding.DebugToken;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for requests: limits, timeouts, trusted proxies and debug fields. */
public final class HttpSettings {

  @Mixin final RequestLimitSettings limits = new RequestLimitSettings();

  @Mixin final TimeoutSettings timeouts = new TimeoutSettings();

  @Mixin final ProxySettings proxies = new ProxySettings();

  @Option(
      names = "--debug-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:RINGWAY_DEBUG_TOKEN:-}",
      description =
          "Responses to requests that carry it in Ringway-Debug say which server was chosen, and why;"
              + " better set in RINGWAY_DEBUG_TOKEN, where other users of the host do not see it."
              + " Default: off.")
  String debugToken = "";

  @Option(
      names = "--echo-request-id",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:RINGWAY_ECHO_REQUEST_ID:-false}",
      description =
          "Responses carry the X-Request-Id of their request (RINGWAY_ECHO_REQUEST_ID). Default:"
              + " false.")
  boolean echoRequestId;

  @Option(
      names = "--splice-from",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_SPLICE_FROM:-131072}",
      description =
          "Remaining bytes of a response body from which on the kernel moves it from socket to"
              + " socket, where it can; 0 for never, else at least 65536 (RINGWAY_SPLICE_FROM)."
              + " Default: 131072.")
  int spliceFrom;

  public HttpRules rules() {
    return new HttpRules(
        limits.limits(),
        timeouts.timeouts(),
        proxies.trusted(),
        debug(),
        proxies.proxyProtocolPeers(),
        echoRequestId,
        OptionChecks.naming(
            "--splice-from (RINGWAY_SPLICE_FROM)", () -> HttpRules.spliceFrom(spliceFrom)));
  }

  private DebugToken debug() {
    return debugToken.isEmpty()
        ? DebugToken.NONE
        : OptionChecks.naming(
            "--debug-token (RINGWAY_DEBUG_TOKEN)", () -> DebugToken.of(debugToken));
  }
}
