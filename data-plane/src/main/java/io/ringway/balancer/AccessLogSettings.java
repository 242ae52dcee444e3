package io.ringway.balancer;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.accesslog.LogFormat;
import io.ringway.balancer.accesslog.LogSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the operator can set about the access log. */
final class AccessLogSettings {

  private static final String OFF = "off";
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--access-log",
      paramLabel = "FILE|-|off",
      defaultValue = "${env:RINGWAY_ACCESS_LOG:-off}",
      description =
          "Where a line for each request goes: a file, - for standard output, or off"
              + " (RINGWAY_ACCESS_LOG). Default: off.")
  String to = OFF;

  @Option(
      names = "--access-log-format",
      paramLabel = "json|combined",
      defaultValue = "${env:RINGWAY_ACCESS_LOG_FORMAT:-json}",
      description = "How a line looks (RINGWAY_ACCESS_LOG_FORMAT). Default: json.")
  String format = "json";

  LogFormat format() {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "json" -> LogFormat.JSON;
      case "combined" -> LogFormat.COMBINED;
      default ->
          throw new IllegalArgumentException(
              "--access-log-format is json or combined, not '" + format + "'.");
    };
  }

  /**
   * Opens the log; null when it is off.
   *
   * @throws IOException when the file cannot be had
   */
  @Nullable AccessLog open(InstantSource clock) throws IOException {
    if (to.isBlank() || to.equals(OFF)) {
      return null;
    }
    return new AccessLog(
        to.equals(STANDARD_OUTPUT) ? LogSink.standardOutput() : file(), format(), clock);
  }

  /** Whether the log is a file, which can be renamed and opened anew. */
  boolean toFile() {
    return !to.isBlank() && !to.equals(OFF) && !to.equals(STANDARD_OUTPUT);
  }

  private LogSink file() throws IOException {
    try {
      return LogSink.file(Path.of(to));
    } catch (IOException e) {
      throw new IOException(
          "The access log "
              + to
              + " cannot be written: "
              + e
              + ". Choose another file with --access-log (RINGWAY_ACCESS_LOG).",
          e);
    }
  }
}
