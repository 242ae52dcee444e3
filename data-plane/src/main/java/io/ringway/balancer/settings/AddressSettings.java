package io.ringway.balancer.settings;

import io.ringway.balancer.resolver.ResolverSettings;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.Networks;
import io.ringway.protocol.address.OwnEndpoints;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for the addresses of servers: how names resolve, and which addresses are allowed. */
public final class AddressSettings {

  @Option(
      names = "--dns-server",
      paramLabel = "ADDRESS[:PORT]",
      split = ",",
      defaultValue = "${env:RINGWAY_DNS_SERVER:-}",
      description =
          "DNS servers that resolve the names of servers, tried in this order; repeat the option, or"
              + " separate them with commas (RINGWAY_DNS_SERVER). Default: those of"
              + " /etc/resolv.conf.")
  List<String> dnsServers = List.of();

  @Option(
      names = "--dns-max-ttl",
      paramLabel = "SECONDS",
      defaultValue = "${env:RINGWAY_DNS_MAX_TTL:-5}",
      description =
          "Longest time in seconds that a DNS response is cached, whatever its TTL, 1 to 60"
              + " (RINGWAY_DNS_MAX_TTL). Default: 5.")
  int dnsMaxTtl = 5;

  @Option(
      names = "--allow-server-network",
      paramLabel = "NETWORK",
      split = ",",
      defaultValue = "${env:RINGWAY_ALLOW_SERVER_NETWORK:-}",
      description =
          "Networks such as 169.254.10.0/24 whose addresses servers may have although they are"
              + " refused by default; repeat the option, or separate them with commas"
              + " (RINGWAY_ALLOW_SERVER_NETWORK). Default: none.")
  List<String> allowed = List.of();

  @Option(
      names = "--deny-server-network",
      paramLabel = "NETWORK",
      split = ",",
      defaultValue = "${env:RINGWAY_DENY_SERVER_NETWORK:-}",
      description =
          "Networks such as 10.0.0.0/8 whose addresses no server may have; repeat the option, or"
              + " separate them with commas (RINGWAY_DENY_SERVER_NETWORK). Default: none.")
  List<String> denied = List.of();

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException with a message that names the option
   */
  void check() {
    var _ = resolver();
    var _ = policy(OwnEndpoints.NONE);
  }

  public ResolverSettings resolver() {
    return OptionChecks.naming(
        "--dns-server and --dns-max-ttl",
        () ->
            new ResolverSettings(
                dnsServers.stream()
                    .filter(each -> !each.isBlank())
                    .map(each -> ResolverSettings.server(each.strip()))
                    .toList(),
                dnsMaxTtl));
  }

  public AddressPolicy policy(OwnEndpoints own) {
    return new AddressPolicy(
        true,
        OptionChecks.naming(
            "--allow-server-network", () -> Networks.parse(String.join(",", allowed))),
        OptionChecks.naming(
            "--deny-server-network", () -> Networks.parse(String.join(",", denied))),
        own);
  }
}
