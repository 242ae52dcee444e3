package io.ringway.balancer;

import io.ringway.balancer.tls.ServerTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the operator can set about the servers of all clusters. */
final class ServerSettings {

  @Option(
      names = "--max-server-connections",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_SERVER_CONNECTIONS:-0}",
      description =
          "Most connections to one server, then its keys go to their next candidates; 0: any"
              + " (RINGWAY_MAX_SERVER_CONNECTIONS). Default: 0.")
  int maxServerConnections;

  @Option(
      names = "--server-ca",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_SERVER_CA}",
      description =
          "PEM file with the authorities that vouch for servers which are spoken to with TLS"
              + " (RINGWAY_SERVER_CA). Default: those that Java trusts.")
  @Nullable Path serverCa;

  @Option(
      names = "--server-certificate",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_SERVER_CERTIFICATE}",
      description =
          "PEM file with the certificate and key that are shown to servers which ask for one"
              + " (RINGWAY_SERVER_CERTIFICATE). Default: none.")
  @Nullable Path serverCertificate;

  void check() {
    OptionChecks.ifNegative("--max-server-connections", maxServerConnections);
  }

  int connections() {
    return maxServerConnections == 0 ? Integer.MAX_VALUE : maxServerConnections;
  }

  /**
   * Reads the authorities that vouch for servers, and what servers are shown.
   *
   * @throws IOException when a file cannot be used
   */
  ServerTrust trust(InstantSource clock) throws IOException {
    return ServerTrust.open(serverCa, serverCertificate, clock);
  }
}
