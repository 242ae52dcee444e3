package io.ringway.balancer.settings;

import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.accesslog.LogFormat;
import io.ringway.balancer.accesslog.LogSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the access log. */
public final class AccessLogSettings {

  private static final String OFF = "off";
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--access-log",
      paramLabel = "FILE|-|off",
      defaultValue = "${env:RINGWAY_ACCESS_LOG:-off}",
      description =
          "Destination of the access log, one line for each request: a file, - for standard output, or"
              + " off (RINGWAY_ACCESS_LOG). Default: off.")
  String destination = OFF;

  @Option(
      names = "--access-log-format",
      paramLabel = "json|combined",
      defaultValue = "${env:RINGWAY_ACCESS_LOG_FORMAT:-json}",
      description = "Format of a line (RINGWAY_ACCESS_LOG_FORMAT). Default: json.")
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
   * Opens the log.
   *
   * @return null when it is off
   * @throws IOException when the file cannot be opened
   */
  public @Nullable AccessLog open(InstantSource clock) throws IOException {
    if (destination.isBlank() || destination.equals(OFF)) {
      return null;
    }
    return new AccessLog(
        destination.equals(STANDARD_OUTPUT) ? LogSink.standardOutput() : file(), format(), clock);
  }

  /** Tells whether the log is a file, which can be renamed and reopened. */
  public boolean toFile() {
    return !destination.isBlank()
        && !destination.equals(OFF)
        && !destination.equals(STANDARD_OUTPUT);
  }

  private LogSink file() throws IOException {
    try {
      return LogSink.file(Path.of(destination));
    } catch (IOException e) {
      throw new IOException(
          "The access log "
              + destination
              + " cannot be written: "
              + e
              + ". Choose another file with --access-log (RINGWAY_ACCESS_LOG).",
          e);
    }
  }
}
