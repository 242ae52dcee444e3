package io.ringway.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A port of a cluster that a balancer does not listen on, although the table in effect requires it.
 * Releases up to 0.1 send and read this form of an {@link Obstacle}.
 *
 * @param port 1 to 65,535
 * @param reason the reason and the remedy, as a sentence without its final period
 */
public record ClosedPort(int port, String reason) {
  /** Checks the range. */
  public ClosedPort {
    Validation.range("closed port", port, 1, 65_535);
  }

  /**
   * Returns the ports among some obstacles. An obstacle with port 0, for any free port, has no
   * number and is left out.
   */
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
