package io.ringway.control.fleet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one balancer as the control plane knows it.
 *
 * @param id stable id, kept by the balancer
 * @param name display name
 * @param address address that it connected from
 * @param version software version
 * @param transport {@code io_uring}, {@code epoll} or {@code nio}
 * @param connectedSince start of the current connection, or null when there is none
 * @param connected whether it is connected now
 * @param lastSeen when it was last connected
 * @param revision the last revision that it applied, 0 when none
 * @param digest digest of the routing table that it built, empty when none
 * @param agrees whether it runs the current revision and built the same table as the control plane
 * @param rejectedReasons why it rejected the newest revision that was sent to it, empty when it did
 *     not
 * @param port traffic port, 0 when it is disconnected
 * @param behind number of revisions that it is behind the current one, 0 when it is disconnected
 * @param behindMillis time since it was sent the current revision that it does not run yet, 0 when
 *     it runs it or is disconnected
 * @param unreportedMillis time since its last report, 0 when it is disconnected
 * @param traffic traffic that it reported, empty when it is disconnected
 * @param lastAppliedMicros from the offer of the newest revision to its acknowledgement, 0 when
 *     nothing was sent on this connection
 */
public record BalancerStatus(
    String id,
    String name,
    String address,
    String version,
    String transport,
    @Nullable Instant connectedSince,
    boolean connected,
    Instant lastSeen,
    long revision,
    String digest,
    boolean agrees,
    List<String> rejectedReasons,
    int port,
    long behind,
    long behindMillis,
    long unreportedMillis,
    BalancerTraffic traffic,
    long lastAppliedMicros) {
  public BalancerStatus {
    rejectedReasons = List.copyOf(rejectedReasons);
  }

  /** Tells whether its machine keeps it from applying a part of its configuration. */
  public boolean hasObstacles() {
    return connected && !traffic.obstacles().isEmpty();
  }
}
