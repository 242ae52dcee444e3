package io.ringway.control.fleet;

import io.ringway.protocol.ClosedPort;
import io.ringway.protocol.Obstacle;
import java.util.List;

/**
 * What one balancer reported of its own traffic. Rates are over the windows of the last ten
 * reports.
 *
 * @param requestsPerSecond answers of servers
 * @param errorsPerSecond answers with a status from 500, and requests that no server could answer
 * @param retriesPerSecond attempts that were made elsewhere because a server failed
 * @param failuresPerSecond attempts that ended without an answer
 * @param refusedPerSecond requests that it refused for what they were
 * @param inFlight requests under way
 * @param passedOver servers that it sends nothing, by its checks or since they failed requests
 * @param closedPorts ports of clusters that it does not listen on
 * @param obstacles what of the configuration it cannot carry out on its machine, ports included
 */
public record BalancerTraffic(
    double requestsPerSecond,
    double errorsPerSecond,
    double retriesPerSecond,
    double failuresPerSecond,
    double refusedPerSecond,
    int inFlight,
    List<PassedOver> passedOver,
    List<ClosedPort> closedPorts,
    List<Obstacle> obstacles) {

  /** Nothing was reported. */
  static final BalancerTraffic NONE =
      new BalancerTraffic(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());

  /** Copies the lists. */
  public BalancerTraffic {
    passedOver = List.copyOf(passedOver);
    closedPorts = List.copyOf(closedPorts);
    obstacles = List.copyOf(obstacles);
  }

  /** Tells whether a port is among the obstacles, so that clients are turned away. */
  public boolean closesPort() {
    return ObstacleText.closesPort(obstacles);
  }

  /** Describes each obstacle in a sentence or two. */
  public List<String> unmet() {
    return obstacles.stream().map(ObstacleText::of).toList();
  }

  /** Describes one of the obstacles in a sentence or two. */
  public static String described(Obstacle obstacle) {
    return ObstacleText.of(obstacle);
  }

  /**
   * A server that a balancer sends nothing.
   *
   * @param clusterId its cluster
   * @param serverId which one
   * @param reason why, in the balancer's words
   */
  public record PassedOver(String clusterId, String serverId, String reason) {

    /** Whether it failed requests, whatever its checks say. */
    public boolean ejected() {
      return reason.startsWith("ejected");
    }
  }
}
