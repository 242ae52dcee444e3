package io.ringway.control.dashboard;

import io.ringway.control.fleet.BalancerStatus;
import io.ringway.control.fleet.BalancerTraffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Obstacle;
import java.util.List;

/**
 * An obstacle of a balancer that affects a cluster: its port is closed there, or the balancer
 * cannot connect to its servers.
 *
 * @param id id of its place in the live page
 * @param balancer the name of the balancer
 * @param text what is missing, since when and why, and the time of the next try
 */
public record ClusterObstacle(String id, String balancer, String text) {

  public static List<ClusterObstacle> of(ClusterConfig cluster, List<BalancerStatus> balancers) {
    return balancers.stream()
        .filter(BalancerStatus::hasObstacles)
        .flatMap(balancer ->
            balancer.traffic().obstacles().stream()
                .filter(obstacle -> meets(cluster, balancer, obstacle))
                .map(obstacle -> of(balancer, obstacle)))
        .toList();
  }

  private static boolean meets(ClusterConfig cluster, BalancerStatus balancer, Obstacle obstacle) {
    int port = cluster.settings().listen().port();
    return switch (obstacle.item()) {
      case PORT -> obstacle.name().equals(String.valueOf(port == 0 ? balancer.port() : port));
      case SERVER_AUTHORITIES -> cluster.settings().serverTls().enabled();
      case SNAPSHOT_FILE, FOLLOW_UP, OTHER -> false;
    };
  }

  private static ClusterObstacle of(BalancerStatus balancer, Obstacle obstacle) {
    return new ClusterObstacle(
        "obstacle." + balancer.id() + "." + obstacle.item() + obstacle.name(),
        balancer.name(),
        BalancerTraffic.describe(obstacle));
  }

  /** Returns a digest of the obstacles. When it changes, the page fetches them again. */
  public static String state(List<ClusterObstacle> obstacles) {
    return Integer.toHexString(obstacles.stream().map(ClusterObstacle::id).toList().hashCode());
  }
}
