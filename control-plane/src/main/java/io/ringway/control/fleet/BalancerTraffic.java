package io.ringway.control.fleet;

import io.ringway.protocol.ClosedPort;
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
 */
public record BalancerTraffic(
    double requestsPerSecond,
    double errorsPerSecond,
    double retriesPerSecond,
    double failuresPerSecond,
    double refusedPerSecond,
    int inFlight,
    List<PassedOver> passedOver,
    List<ClosedPort> closedPorts) {

  /** Nothing was reported. */
  static final BalancerTraffic NONE = new BalancerTraffic(0, 0, 0, 0, 0, 0, List.of(), List.of());

  /** Copies the lists. */
  public BalancerTraffic {
    passedOver = List.copyOf(passedOver);
    closedPorts = List.copyOf(closedPorts);
  }

  /** A sentence for each closed port. */
  public List<String> closed() {
    return closedPorts.stream()
        .map(one -> "Port " + one.port() + " is closed: " + one.reason() + ".")
        .toList();
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
