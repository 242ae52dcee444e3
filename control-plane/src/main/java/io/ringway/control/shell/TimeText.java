package io.ringway.control.shell;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates and times within sentences: short, in English, in UTC. */
public final class TimeText {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private TimeText() {}

  /** Formats the day and the minute, such as {@code 30 Nov 10:12 UTC}. */
  public static String minute(Instant moment) {
    return MINUTE.format(moment);
  }

  /** Formats the time of day, such as {@code 10:12:30 UTC}. */
  public static String second(Instant moment) {
    return SECOND.format(moment);
  }
}
