package io.ringway.balancer.accesslog;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The current time as text, formatted once a second; each line only sets the milliseconds. */
final class TimestampText {

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter COMMON =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss '+0000'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int MILLIS_AT = 20;

  private byte[] iso = AccessEntry.NOTHING;
  private byte[] common = AccessEntry.NOTHING;
  private long second = Long.MIN_VALUE;

  void now(long millis) {
    long current = Math.floorDiv(millis, 1_000L);
    if (current != second) {
      second = current;
      Instant instant = Instant.ofEpochSecond(current);
      iso = LineWriter.ascii(ISO.format(instant));
      common = LineWriter.ascii(COMMON.format(instant));
    }
    int rest = Math.floorMod(millis, 1_000);
    iso[MILLIS_AT] = (byte) ('0' + rest / 100);
    iso[MILLIS_AT + 1] = (byte) ('0' + rest / 10 % 10);
    iso[MILLIS_AT + 2] = (byte) ('0' + rest % 10);
  }

  /** Returns the time in RFC 3339 format, with milliseconds, in UTC. */
  byte[] iso() {
    return iso;
  }

  /** Returns the time in the common log format. */
  byte[] common() {
    return common;
  }
}
