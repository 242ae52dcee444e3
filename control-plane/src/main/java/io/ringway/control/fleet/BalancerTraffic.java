package io.ringway.control.fleet;

import io.ringway.protocol.ClosedPort;
import io.ringway.protocol.Obstacle;
import java.util.List;

/**
 * The traffic that one balancer reported. Rates are over the windows of the last ten reports.
 *
 * @param requestsPerSecond responses of servers
 * @param errorsPerSecond responses with a status from 500, and requests that no server could serve
 * @param retriesPerSecond attempts at another server after a server failed
 * @param failuresPerSecond attempts that ended without a response
 * @param refusedPerSecond invalid requests that it refused
 * @param inFlight requests in flight
 * @param passedOver servers that get no requests, because of health checks or an ejection
 * @param closedPorts ports of clusters that it does not listen on
 * @param obstacles parts of the configuration that it cannot apply on its machine, ports included
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

  /** The traffic of a balancer without reports. */
  static final BalancerTraffic NONE =
      new BalancerTraffic(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());

  public BalancerTraffic {
    passedOver = List.copyOf(passedOver);
    closedPorts = List.copyOf(closedPorts);
    obstacles = List.copyOf(obstacles);
  }

  /** Tells whether a port is among the obstacles, so that clients are refused. */
  public boolean closesPort() {
    return ObstacleText.closesPort(obstacles);
  }

  /** Describes each obstacle in a sentence or two. */
  public List<String> obstacleTexts() {
    return obstacles.stream().map(ObstacleText::of).toList();
  }

  /** Describes one of the obstacles in a sentence or two. */
  public static String describe(Obstacle obstacle) {
    return ObstacleText.of(obstacle);
  }

  /**
   * A server to which a balancer sends no requests.
   *
   * @param clusterId id of its cluster
   * @param serverId id of the server
   * @param reason why, in the balancer's words
   */
  public record PassedOver(String clusterId, String serverId, String reason) {

    /**
     * Tells whether the server was ejected because requests failed, whatever its health checks say.
     */
    public boolean ejected() {
      return reason.startsWith("ejected");
    }
  }
}
