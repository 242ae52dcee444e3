package io.ringway.control.fleet;

import io.ringway.control.shell.TimeText;
import io.ringway.protocol.Obstacle;
import java.time.Instant;
import java.util.List;

/**
 * The texts for obstacles of a balancer: the effect, since when, the reason and the next attempt.
 */
final class ObstacleText {

  private ObstacleText() {}

  /** Describes one obstacle. */
  static String of(Obstacle one) {
    String since =
        one.sinceMillis() == 0
            ? ""
            : " since " + TimeText.minute(Instant.ofEpochMilli(one.sinceMillis()));
    String next =
        one.nextTryMillis() == 0
            ? ""
            : " Next try: " + TimeText.second(Instant.ofEpochMilli(one.nextTryMillis())) + ".";
    return PrintableText.of(subject(one) + since + ": " + one.reason() + "." + next);
  }

  private static String subject(Obstacle one) {
    return switch (one.item()) {
      case PORT -> "Port " + one.name() + " is closed";
      case SERVER_AUTHORITIES -> "Servers cannot be spoken to with TLS";
      case SNAPSHOT_FILE -> "The configuration is not saved on its disk";
      case FOLLOW_UP -> "A step after the last change failed, " + one.name() + ",";
      case OTHER -> one.name().isEmpty() ? "Something does not work" : one.name();
    };
  }

  /** Sums up a balancer's obstacles in two words. */
  static String state(List<Obstacle> obstacles) {
    return closesPort(obstacles) ? "Port closed" : "In part";
  }

  /** Tells whether clients are refused. */
  static boolean closesPort(List<Obstacle> obstacles) {
    return obstacles.stream().anyMatch(one -> one.item() == Obstacle.Item.PORT);
  }
}
