package io.ringway.control.replica;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.protocol.ReplicaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when a replica that has stopped answering is replaced.
 *
 * <p>The control plane's own checks decide: balancers may find everything unhealthy for a reason of
 * their own. They can only speak for a replica: one that they reach is not replaced. One replica of
 * a cluster is replaced at a time, and the next one only when that one answers or has had its time,
 * so that a fault that all share (a bad image, a database that is away) does not churn them all.
 */
final class Replacements {

  private final ReplicaAttempts replicaAttempts;
  private final BalancerReports balancers;
  private final Map<String, Last> last = new HashMap<>();

  Replacements(ReplicaAttempts replicaAttempts, BalancerReports balancers) {
    this.replicaAttempts = replicaAttempts;
    this.balancers = balancers;
  }

  private record Last(ReplicaAttempts.Key key, Instant at) {}

  /** Decides; the answer is a {@link ReplicaFault.Replaced} when it has to be replaced now. */
  ReplicaFault decide(
      ReplicaAttempts.Key key,
      String serverId,
      ReplicaHealthChecks.Seen seen,
      ReplicaPolicy policy,
      Instant now) {
    Instant since = seen.silentSince() == null ? now : seen.silentSince();
    Duration silent = Duration.between(since, now);
    if (policy.unhealthyMillis() == 0) {
      return new ReplicaFault.Unresponsive(since, seen.silence(), ReplicaFault.Stay.SWITCHED_OFF);
    }
    if (silent.toMillis() < policy.unhealthyMillis() || !replicaAttempts.of(key).due(now)) {
      return new ReplicaFault.Unresponsive(since, seen.silence(), ReplicaFault.Stay.WAITING);
    }
    if (balancers.health(key.cluster(), serverId) == ObservedHealth.State.HEALTHY) {
      return new ReplicaFault.Unresponsive(
          since, seen.silence(), ReplicaFault.Stay.BALANCERS_REACH_IT);
    }
    if (another(key, policy, now)) {
      return new ReplicaFault.Unresponsive(since, seen.silence(), ReplicaFault.Stay.ONE_AT_A_TIME);
    }
    last.put(key.cluster(), new Last(key, now));
    return new ReplicaFault.Replaced(silent, seen.silence());
  }

  private boolean another(ReplicaAttempts.Key key, ReplicaPolicy policy, Instant now) {
    Last before = last.get(key.cluster());
    return before != null
        && !before.key().equals(key)
        && !replicaAttempts.of(before.key()).answered()
        && now.isBefore(before.at().plusMillis(policy.startMillis()));
  }
}
