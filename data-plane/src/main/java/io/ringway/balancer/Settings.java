package io.ringway.balancer;

import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.memory.Memory;
import io.ringway.balancer.proxy.ClientTimeouts;
import io.ringway.balancer.proxy.DebugToken;
import io.ringway.balancer.proxy.HttpRules;
import io.ringway.balancer.proxy.Limits;
import io.ringway.balancer.proxy.MinimumRate;
import io.ringway.balancer.proxy.Networks;
import io.ringway.balancer.proxy.PortRules;
import io.ringway.balancer.proxy.Transport;
import io.ringway.balancer.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the operator can set: each as a flag, or as the environment variable in its text. */
final class Settings {

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  @Option(
      names = "--control",
      paramLabel = "URL",
      defaultValue = "${env:RINGWAY_CONTROL_URL:-${env:RINGWAY_CONTROL:-http://localhost:8080}}",
      description = "Control plane (RINGWAY_CONTROL_URL). Default: http://localhost:8080.")
  URI control = URI.create("http://localhost:8080");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_BALANCER_TOKEN_FILE:-${env:RINGWAY_TOKEN_FILE}}",
      description =
          "File with the enrolment token (RINGWAY_BALANCER_TOKEN_FILE); or give the token itself"
              + " in RINGWAY_BALANCER_TOKEN.")
  @Nullable Path tokenFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:RINGWAY_DATA:-./data/balancer}",
      description = "Where the last snapshot is kept (RINGWAY_DATA). Default: ./data/balancer.")
  Path data = Path.of("data/balancer");

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
      description = "Second port, 0 for a free one (RINGWAY_ADMIN_PORT). Default: 5001.")
  int adminPort = 5001;

  @Option(
      names = "--admin-bind",
      paramLabel = "ADDRESS",
      defaultValue = "${env:RINGWAY_ADMIN_BIND:-127.0.0.1}",
      description = "Address of the second port (RINGWAY_ADMIN_BIND). Default: 127.0.0.1.")
  String adminBind = "127.0.0.1";

  @Option(
      names = "--name",
      defaultValue = "${env:RINGWAY_NAME}",
      description = "What people call this balancer (RINGWAY_NAME). Default: the host's name.")
  @Nullable String name;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_THREADS:-0}",
      description = "Event loops (RINGWAY_THREADS). Default: one for each core.")
  int threads;

  @Option(
      names = "--transport",
      paramLabel = "auto|io_uring|epoll|nio",
      defaultValue = "${env:RINGWAY_TRANSPORT:-auto}",
      description = "How the kernel is reached (RINGWAY_TRANSPORT). Default: auto.")
  String transport = "auto";

  @Option(
      names = "--max-request-line",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_REQUEST_LINE:-8192}",
      description = "Longest request line, then 414 (RINGWAY_MAX_REQUEST_LINE). Default: 8192.")
  int maxRequestLine = 8 << 10;

  @Option(
      names = "--max-head",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_HEAD:-32768}",
      description = "Largest request head, then 431 (RINGWAY_MAX_HEAD). Default: 32768.")
  int maxHead = 32 << 10;

  @Option(
      names = "--max-headers",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_HEADERS:-100}",
      description = "Most header lines of a request, then 431 (RINGWAY_MAX_HEADERS). Default: 100.")
  int maxHeaders = 100;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_BODY:-0}",
      description = "Largest request body, then 413; 0: any (RINGWAY_MAX_BODY). Default: 0.")
  long maxBody;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_CONNECTIONS:-0}",
      description =
          "Most client connections, then 503; 0: as many as can have a server each, by the limit of"
              + " open files (RINGWAY_MAX_CONNECTIONS). Default: 0.")
  int maxConnections;

  @Option(
      names = "--max-server-connections",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_SERVER_CONNECTIONS:-0}",
      description =
          "Most connections to one server, then its keys go to their next candidates; 0: any"
              + " (RINGWAY_MAX_SERVER_CONNECTIONS). Default: 0.")
  int maxServerConnections;

  @Option(
      names = "--share-port",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:RINGWAY_SHARE_PORT:-false}",
      description =
          "Let a second balancer of the same user listen on the same ports, to take over without a"
              + " gap; both need it (RINGWAY_SHARE_PORT). Default: false.")
  boolean sharePort;

  @Option(
      names = "--trusted-proxies",
      paramLabel = "NETWORKS",
      defaultValue = "${env:RINGWAY_TRUSTED_PROXIES:-}",
      description =
          "Proxies in front, as 10.0.0.0/8,fd00::/8: their word on the client's address is believed"
              + " (RINGWAY_TRUSTED_PROXIES). Default: none.")
  String trustedProxies = "";

  @Option(
      names = "--trusted-header",
      paramLabel = "x-forwarded-for|forwarded",
      defaultValue = "${env:RINGWAY_TRUSTED_HEADER:-x-forwarded-for}",
      description =
          "The header in which they give it (RINGWAY_TRUSTED_HEADER). Default: x-forwarded-for.")
  String trustedHeader = "x-forwarded-for";

  @Option(
      names = "--proxy-protocol-from",
      paramLabel = "NETWORKS",
      defaultValue = "${env:RINGWAY_PROXY_PROTOCOL_FROM:-}",
      description =
          "Proxies in front that begin each connection with a header of the PROXY protocol, version"
              + " 1 or 2 (RINGWAY_PROXY_PROTOCOL_FROM). Default: none.")
  String proxyProtocolFrom = "";

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "${env:RINGWAY_TLS_PORT}",
      description =
          "Port with TLS for the clusters of the main port, 0 for a free one (RINGWAY_TLS_PORT)."
              + " Default: none.")
  @Nullable Integer tlsPort;

  @Option(
      names = "--tls-certificates",
      paramLabel = "PATH",
      defaultValue = "${env:RINGWAY_TLS_CERTIFICATES}",
      description =
          "PEM file with certificate and key, or a folder of them (RINGWAY_TLS_CERTIFICATES).")
  @Nullable Path tlsCertificates;

  @Option(
      names = "--server-ca",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_SERVER_CA}",
      description =
          "PEM file with the authorities that vouch for servers which are spoken to with TLS"
              + " (RINGWAY_SERVER_CA). Default: those that Java trusts.")
  @Nullable Path serverCa;

  @Option(
      names = "--debug-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:RINGWAY_DEBUG_TOKEN:-}",
      description =
          "Requests that show it in Ringway-Debug are told where they go, and why; better given in"
              + " RINGWAY_DEBUG_TOKEN, where other users of the host do not see it. Default: off.")
  String debugToken = "";

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

  @Mixin final AccessLogSettings accessLog = new AccessLogSettings();

  /** Checks the ranges; the message names the option. */
  void check() {
    port("--port", port);
    port("--admin-port", adminPort);
    if (tlsPort != null) {
      port("--tls-port", tlsPort);
    }
    if ((tlsPort == null) != (tlsCertificates == null)) {
      throw new IllegalArgumentException("Give --tls-port and --tls-certificates together.");
    }
    var _ = transport();
    var _ = http();
    var _ = accessLog.format();
    notNegative("--max-connections", maxConnections);
    notNegative("--max-server-connections", maxServerConnections);
    if (threads < 0 || threads > 1_024) {
      throw new IllegalArgumentException("--threads is 1 to 1024, not " + threads + ".");
    }
  }

  private static void notNegative(String option, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " is 0 or more, not " + value + ".");
    }
  }

  private static void port(String option, int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException(option + " is 0 to 65535, not " + value + ".");
    }
  }

  int loops() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  Transport.Kind transport() {
    try {
      return Transport.Kind.valueOf(transport.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--transport is auto, io_uring, epoll or nio, not '" + transport + "'.", e);
    }
  }

  PortRules ports() {
    int most =
        maxConnections == 0
            ? Math.min(OpenFiles.clients(), Memory.connections(Runtime.getRuntime().maxMemory()))
            : maxConnections;
    return new PortRules(most, sharePort);
  }

  int serverConnections() {
    return maxServerConnections == 0 ? Integer.MAX_VALUE : maxServerConnections;
  }

  HttpRules http() {
    if (maxBody < 0) {
      throw new IllegalArgumentException("--max-body is 0 or more, not " + maxBody + ".");
    }
    try {
      return new HttpRules(
          new Limits(maxRequestLine, maxHead, maxHeaders, maxBody == 0 ? Long.MAX_VALUE : maxBody),
          new ClientTimeouts(
              headTimeout, clientIdle, tunnelIdle, new MinimumRate(minRate, minRateGrace)),
          TrustedProxies.parse(trustedProxies, header()),
          debugToken.isEmpty() ? DebugToken.NONE : DebugToken.of(debugToken),
          Networks.parse(proxyProtocolFrom),
          echoRequestId);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + " Look at --max-request-line, --max-head, --max-headers, --head-timeout,"
              + " --client-idle, --tunnel-idle, --min-rate, --min-rate-grace, --trusted-proxies,"
              + " --trusted-header, --proxy-protocol-from and RINGWAY_DEBUG_TOKEN.",
          e);
    }
  }

  private TrustedProxies.Header header() {
    return switch (trustedHeader.toLowerCase(Locale.ROOT)) {
      case "x-forwarded-for" -> TrustedProxies.Header.X_FORWARDED_FOR;
      case "forwarded" -> TrustedProxies.Header.FORWARDED;
      default ->
          throw new IllegalArgumentException(
              "'" + trustedHeader + "' is not x-forwarded-for or forwarded.");
    };
  }

  String displayName() {
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "balancer"; // a host without a name of its own
    }
  }

  /** Reads the token anew each time; never fails before it is read. */
  LinkSettings link(Map<String, String> environment) {
    String fixed = environment.get("RINGWAY_BALANCER_TOKEN");
    Path file = tokenFile;
    if (file == null && (fixed == null || fixed.isBlank())) {
      throw new IllegalArgumentException(
          "Give the enrolment token: --token-file FILE or RINGWAY_BALANCER_TOKEN.");
    }
    if (file == null && fixed != null && !TOKEN.matcher(fixed.strip()).matches()) {
      throw new IllegalArgumentException(
          "RINGWAY_BALANCER_TOKEN holds no token: it is one word of printable ASCII.");
    }
    return new LinkSettings(control, () -> token(file, fixed));
  }

  private static String token(@Nullable Path file, @Nullable String fixed) throws IOException {
    if (file == null) {
      return fixed == null ? "" : fixed.strip();
    }
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the token file "
              + file
              + ". Check --token-file (RINGWAY_BALANCER_TOKEN_FILE); still trying.",
          e);
    }
    if (!TOKEN.matcher(token).matches()) {
      throw new IOException(
          "The token file "
              + file
              + " holds no token. Check --token-file (RINGWAY_BALANCER_TOKEN_FILE).");
    }
    return token;
  }
}
