package io.ringway.balancer.settings;

import io.ringway.balancer.listener.PortRules;
import io.ringway.balancer.memory.MemoryBudget;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the ports: their addresses, TLS, and the number of connections. */
public final class PortSettings {

  @Option(
      names = "--port",
      defaultValue = "${env:RINGWAY_PORT:-5000}",
      description = "Main port, 0 for a free one (RINGWAY_PORT). Default: 5000.")
  int port = 5000;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "${env:RINGWAY_BIND:-0.0.0.0}",
      description = "Address of the main port (RINGWAY_BIND). Default: 0.0.0.0.")
  String bind = "0.0.0.0";

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "${env:RINGWAY_ADMIN_PORT:-5001}",
      description = "Admin port, 0 for a free one (RINGWAY_ADMIN_PORT). Default: 5001.")
  int adminPort = 5001;

  @Option(
      names = "--admin-bind",
      paramLabel = "ADDRESS",
      defaultValue = "${env:RINGWAY_ADMIN_BIND:-127.0.0.1}",
      description = "Address of the admin port (RINGWAY_ADMIN_BIND). Default: 127.0.0.1.")
  String adminBind = "127.0.0.1";

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "${env:RINGWAY_TLS_PORT}",
      description =
          "TLS port for the clusters of the main port, 0 for a free one (RINGWAY_TLS_PORT)."
              + " Default: none.")
  @Nullable Integer tlsPort;

  @Option(
      names = "--tls-certificates",
      paramLabel = "PATH",
      defaultValue = "${env:RINGWAY_TLS_CERTIFICATES}",
      description =
          "PEM file with certificate and key, or a folder of them, for --tls-port and for ports of"
              + " clusters that speak TLS (RINGWAY_TLS_CERTIFICATES).")
  @Nullable Path tlsCertificates;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_CONNECTIONS:-0}",
      description =
          "Most client connections, then 503; 0: as many as the limit of open files and the heap"
              + " allow (RINGWAY_MAX_CONNECTIONS). Default: 0.")
  int maxConnections;

  @Option(
      names = "--share-port",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:RINGWAY_SHARE_PORT:-false}",
      description =
          "Let a second balancer of the same user listen on the same ports, to take over without"
              + " downtime; both need it (RINGWAY_SHARE_PORT). Default: false.")
  boolean sharePort;

  void check() {
    OptionChecks.port("--port", port);
    OptionChecks.port("--admin-port", adminPort);
    if (tlsPort != null) {
      OptionChecks.port("--tls-port", tlsPort);
    }
    if (tlsPort != null && tlsCertificates == null) {
      throw new IllegalArgumentException("--tls-port needs --tls-certificates: give both.");
    }
    OptionChecks.notNegative("--max-connections", maxConnections);
  }

  /** Returns the address of the main port. */
  public String bindAddress() {
    return bind;
  }

  /** Returns the main port; 0 for a free one. */
  public int mainPort() {
    return port;
  }

  /** Returns the TLS port, 0 for a free one; null for none. */
  public @Nullable Integer tlsPort() {
    return tlsPort;
  }

  /** Returns the file or folder with the certificates; null for none. */
  public @Nullable Path tlsCertificates() {
    return tlsCertificates;
  }

  /** Tells whether another process may listen on the main port too. */
  public boolean sharesMainPort() {
    return sharePort && port != 0;
  }

  public InetSocketAddress admin() {
    return new InetSocketAddress(adminBind, adminPort);
  }

  public PortRules rules() {
    int limit =
        maxConnections == 0
            ? Math.min(
                OpenFiles.clients(), MemoryBudget.connections(Runtime.getRuntime().maxMemory()))
            : maxConnections;
    return new PortRules(limit, sharePort);
  }
}
