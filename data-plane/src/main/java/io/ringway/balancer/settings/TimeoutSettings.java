package io.ringway.balancer.settings;

import io.ringway.balancer.exchange.ClientTimeouts;
import io.ringway.balancer.exchange.MinimumRate;
import picocli.CommandLine.Option;

/** The options for client timeouts and the minimum transfer rate. */
final class TimeoutSettings {

  @Option(
      names = "--head-timeout",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_HEAD_TIMEOUT:-10000}",
      description = "Timeout of a request head, then 408 (RINGWAY_HEAD_TIMEOUT). Default: 10000.")
  int headTimeout = 10_000;

  @Option(
      names = "--client-idle",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_CLIENT_IDLE:-75000}",
      description = "Timeout of an idle client connection (RINGWAY_CLIENT_IDLE). Default: 75000.")
  int clientIdle = 75_000;

  @Option(
      names = "--tunnel-idle",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_TUNNEL_IDLE:-300000}",
      description = "Idle timeout of a tunnel (WebSocket) (RINGWAY_TUNNEL_IDLE). Default: 300000.")
  int tunnelIdle = 300_000;

  @Option(
      names = "--min-rate",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MIN_RATE:-240}",
      description =
          "Lowest rate, in bytes a second, at which a client sends a request body, else 408, and"
              + " reads a response, else its connection is reset; 0: no limit (RINGWAY_MIN_RATE)."
              + " Default: 240.")
  int minRate = MinimumRate.DEFAULT.bytesPerSecond();

  @Option(
      names = "--min-rate-grace",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_MIN_RATE_GRACE:-10000}",
      description =
          "Time by which a request body may lag behind that rate (RINGWAY_MIN_RATE_GRACE). Default:"
              + " 10000.")
  int minRateGrace = MinimumRate.DEFAULT.graceMillis();

  ClientTimeouts timeouts() {
    return OptionChecks.naming(
        "--head-timeout, --client-idle, --tunnel-idle, --min-rate and --min-rate-grace",
        () ->
            new ClientTimeouts(
                headTimeout, clientIdle, tunnelIdle, new MinimumRate(minRate, minRateGrace)));
  }
}
