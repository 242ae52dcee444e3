package io.ringway.balancer.settings;

import io.ringway.balancer.tls.ServerTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the servers of all clusters. */
public final class ServerSettings {

  @Option(
      names = "--max-server-connections",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_SERVER_CONNECTIONS:-0}",
      description =
          "Most connections to one server, then its keys go to their next candidates; 0: no limit"
              + " (RINGWAY_MAX_SERVER_CONNECTIONS). Default: 0.")
  int maxServerConnections;

  @Option(
      names = "--server-ca",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_SERVER_CA}",
      description =
          "PEM file with the certificate authorities that are trusted for TLS to servers"
              + " (RINGWAY_SERVER_CA). Default: those that Java trusts.")
  @Nullable Path serverCa;

  @Option(
      names = "--server-certificate",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_SERVER_CERTIFICATE}",
      description =
          "PEM file with the client certificate and key for servers that request one"
              + " (RINGWAY_SERVER_CERTIFICATE). Default: none.")
  @Nullable Path serverCertificate;

  void check() {
    OptionChecks.notNegative("--max-server-connections", maxServerConnections);
  }

  public int connections() {
    return maxServerConnections == 0 ? Integer.MAX_VALUE : maxServerConnections;
  }

  /**
   * Reads the trusted authorities and the client certificate.
   *
   * @throws IOException when a file cannot be used
   */
  public ServerTrust trust(InstantSource clock) throws IOException {
    return ServerTrust.open(serverCa, serverCertificate, clock);
  }
}
