package io.ringway.balancer;

import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.forwarding.DebugToken;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the operator can set about requests: their size and pace, and who is told what. */
final class HttpSettings {

  @Mixin final RequestLimitSettings limits = new RequestLimitSettings();

  @Mixin final TimeoutSettings patience = new TimeoutSettings();

  @Mixin final ProxySettings proxies = new ProxySettings();

  @Option(
      names = "--debug-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:RINGWAY_DEBUG_TOKEN:-}",
      description =
          "Requests that show it in Ringway-Debug are told where they go, and why; better given in"
              + " RINGWAY_DEBUG_TOKEN, where other users of the host do not see it. Default: off.")
  String debugToken = "";

  @Option(
      names = "--echo-request-id",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:RINGWAY_ECHO_REQUEST_ID:-false}",
      description =
          "Answers carry the X-Request-Id of their request (RINGWAY_ECHO_REQUEST_ID). Default:"
              + " false.")
  boolean echoRequestId;

  @Option(
      names = "--splice-from",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_SPLICE_FROM:-131072}",
      description =
          "Of a body of an answer that has so many bytes to come, the kernel moves them from socket"
              + " to socket, where it can; 0 for never, else at least 65536 (RINGWAY_SPLICE_FROM)."
              + " Default: 131072.")
  int spliceFrom;

  HttpRules rules() {
    return new HttpRules(
        limits.limits(),
        patience.timeouts(),
        proxies.trusted(),
        debug(),
        proxies.prefaced(),
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
