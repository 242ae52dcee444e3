package io.ringway.control.fleet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane knows of one balancer.
 *
 * @param id stable id, kept by the balancer
 * @param name what people call it
 * @param address where it connected from
 * @param version software version
 * @param transport {@code io_uring}, {@code epoll} or {@code nio}
 * @param connectedSince start of the present connection, or null when there is none
 * @param connected whether it has a connection now
 * @param lastSeen when it was last heard of
 * @param revision the last one that it put into effect, 0 when none
 * @param digest of the table that it built, empty when none
 * @param agrees whether it runs the current revision and built the same table as the control plane
 * @param rejectedReasons why it refused the newest revision that it was sent, empty when it did not
 * @param port of its traffic, 0 when it is away
 * @param behind how many revisions it is behind the current one, 0 when it runs that or is away
 * @param behindMillis for how long it has had the current revision without running it, 0 when it
 *     does or is away
 * @param unreportedMillis how long ago its last report came, 0 when it is away
 * @param traffic what it reported, nothing when it is away
 * @param lastAppliedMicros from handing over the newest revision until its acknowledgement, 0 when
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
  /** Copies the list. */
  public BalancerStatus {
    rejectedReasons = List.copyOf(rejectedReasons);
  }

  /** Tells whether its machine keeps it from carrying out a part of its configuration. */
  public boolean hindered() {
    return connected && !traffic.obstacles().isEmpty();
  }
}
