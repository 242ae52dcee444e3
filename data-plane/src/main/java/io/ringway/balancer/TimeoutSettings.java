package io.ringway.balancer;

import io.ringway.balancer.exchange.ClientTimeouts;
import io.ringway.balancer.exchange.MinimumRate;
import picocli.CommandLine.Option;

/** What the operator can set about the time that clients may take. */
final class TimeoutSettings {

  @Option(
      names = "--head-timeout",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_HEAD_TIMEOUT:-10000}",
      description =
          "Longest wait for a request head, then 408 (RINGWAY_HEAD_TIMEOUT). Default: 10000.")
  int headTimeout = 10_000;

  @Option(
      names = "--client-idle",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_CLIENT_IDLE:-75000}",
      description =
          "How long a client may keep an idle connection (RINGWAY_CLIENT_IDLE). Default: 75000.")
  int clientIdle = 75_000;

  @Option(
      names = "--tunnel-idle",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_TUNNEL_IDLE:-300000}",
      description =
          "How long a tunnel (WebSocket) may be silent (RINGWAY_TUNNEL_IDLE). Default: 300000.")
  int tunnelIdle = 300_000;

  @Option(
      names = "--min-rate",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MIN_RATE:-240}",
      description =
          "Bytes a second that a client has to send of a body, then 408, and to take of an answer,"
              + " then it is broken off; 0: any (RINGWAY_MIN_RATE). Default: 240.")
  int minRate = MinimumRate.DEFAULT.bytesPerSecond();

  @Option(
      names = "--min-rate-grace",
      paramLabel = "MS",
      defaultValue = "${env:RINGWAY_MIN_RATE_GRACE:-10000}",
      description =
          "How far a request's body may lag behind that rate (RINGWAY_MIN_RATE_GRACE). Default:"
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
