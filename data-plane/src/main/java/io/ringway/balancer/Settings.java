package io.ringway.balancer;

import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.proxy.Transport;
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

  /** Checks the ranges; the message names the option. */
  void check() {
    port("--port", port);
    port("--admin-port", adminPort);
    var _ = transport();
    if (threads < 0 || threads > 1_024) {
      throw new IllegalArgumentException("--threads is 1 to 1024, not " + threads + ".");
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
