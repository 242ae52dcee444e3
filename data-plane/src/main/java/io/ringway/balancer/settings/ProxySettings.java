package io.ringway.balancer.settings;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.protocol.address.Networks;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options for trusted proxies in front of the balancer. */
final class ProxySettings {

  @Option(
      names = "--trusted-proxies",
      paramLabel = "NETWORKS",
      defaultValue = "${env:RINGWAY_TRUSTED_PROXIES:-}",
      description =
          "Networks of trusted proxies, such as 10.0.0.0/8,fd00::/8, which report the client's address"
              + " (RINGWAY_TRUSTED_PROXIES). Default: none.")
  String trustedProxies = "";

  @Option(
      names = "--trusted-header",
      paramLabel = "x-forwarded-for|forwarded",
      defaultValue = "${env:RINGWAY_TRUSTED_HEADER:-x-forwarded-for}",
      description =
          "Header field in which trusted proxies report it (RINGWAY_TRUSTED_HEADER). Default:"
              + " x-forwarded-for.")
  String trustedHeader = "x-forwarded-for";

  @Option(
      names = "--proxy-protocol-from",
      paramLabel = "NETWORKS",
      defaultValue = "${env:RINGWAY_PROXY_PROTOCOL_FROM:-}",
      description =
          "Networks of proxies that begin each connection with a PROXY protocol header, version 1"
              + " or 2 (RINGWAY_PROXY_PROTOCOL_FROM). Default: none.")
  String proxyProtocolFrom = "";

  TrustedProxies trusted() {
    TrustedProxies.Header header = header();
    return OptionChecks.naming(
        "--trusted-proxies", () -> TrustedProxies.parse(trustedProxies, header));
  }

  private TrustedProxies.Header header() {
    return switch (trustedHeader.toLowerCase(Locale.ROOT)) {
      case "x-forwarded-for" -> TrustedProxies.Header.X_FORWARDED_FOR;
      case "forwarded" -> TrustedProxies.Header.FORWARDED;
      default ->
          throw new IllegalArgumentException(
              "--trusted-header is x-forwarded-for or forwarded, not '" + trustedHeader + "'.");
    };
  }

  Networks proxyProtocolPeers() {
    return OptionChecks.naming("--proxy-protocol-from", () -> Networks.parse(proxyProtocolFrom));
  }
}
