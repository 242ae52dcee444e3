package io.ringway.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A port of a cluster that a balancer does not listen on, though the table in effect asks for it:
 * the form of an {@link Obstacle} that releases up to 0.1 send and read.
 *
 * @param port 1 to 65,535
 * @param reason why, and what to do, as a sentence without its end
 */
public record ClosedPort(int port, String reason) {
  /** Checks the range. */
  public ClosedPort {
    Validation.range("closed port", port, 1, 65_535);
  }

  /** Picks the ports out of obstacles; a free port that was to be chosen has no number. */
  static List<ClosedPort> among(List<Obstacle> obstacles) {
    List<ClosedPort> ports = new ArrayList<>();
    for (Obstacle each : obstacles) {
      if (each.item() == Obstacle.Item.PORT && !each.name().equals("0")) {
        ports.add(new ClosedPort(Integer.parseInt(each.name()), each.reason()));
      }
    }
    return ports;
  }

  Obstacle obstacle() {
    return new Obstacle(
        Obstacle.Item.PORT, Integer.toString(port), Obstacle.Kind.OTHER, reason, 0, 0);
  }
}
