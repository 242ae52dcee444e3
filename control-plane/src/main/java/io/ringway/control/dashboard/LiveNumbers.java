package io.ringway.control.dashboard;

import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ServerTraffic;
import java.util.Locale;

/**
 * The numbers of a server's row that change every second, the same on the page and in the stream.
 */
public record LiveNumbers(
    String health,
    String healthTone,
    String reason,
    String share,
    String rate,
    String p99,
    String errors,
    String inFlight,
    String spills) {

  /** The text where nothing was measured. */
  static final String NOTHING = "–";

  public static LiveNumbers of(ServerTraffic now) {
    String word =
        switch (now.health().state()) {
          case HEALTHY -> "Healthy";
          case UNHEALTHY -> "Down";
          case UNKNOWN -> "Unknown";
        };
    String tone =
        switch (now.health().state()) {
          case HEALTHY -> "good";
          case UNHEALTHY -> "bad";
          case UNKNOWN -> "off";
        };
    return new LiveNumbers(
        word,
        tone,
        now.health().reason(),
        NumberText.percent(now.share()),
        String.format(Locale.ROOT, "%.1f", now.requestsPerSecond()),
        millis(now.p99Micros()),
        Long.toString(now.errors() + now.failures()),
        Integer.toString(now.inFlight()),
        NumberText.count(now.spills()));
  }

  /** Formats a duration; a dash when nothing was measured. */
  static String millis(long micros) {
    return micros == 0 ? NOTHING : String.format(Locale.ROOT, "%.1f\u00a0ms", micros / 1000.0);
  }
}
