package io.ringway.control.replica;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.protocol.ReplicaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The decision when to replace a replica that has stopped answering.
 *
 * <p>The control plane's own checks decide, since balancers may find everything unhealthy for a
 * reason of their own. Balancers can only protect a replica: one that they reach is not replaced.
 * One replica of a cluster is replaced at a time; the next one only when the replacement answers or
 * has timed out. So a shared fault (a bad image, a database that is down) does not make all of them
 * restart over and over.
 */
final class ReplacementPolicy {

  private final ReplicaAttempts replicaAttempts;
  private final BalancerReports balancers;
  private final Map<String, Last> last = new HashMap<>();

  ReplacementPolicy(ReplicaAttempts replicaAttempts, BalancerReports balancers) {
    this.replicaAttempts = replicaAttempts;
    this.balancers = balancers;
  }

  private record Last(ReplicaAttempts.Key key, Instant at) {}

  /**
   * Returns a {@link ReplicaFault.Replaced} when the replica must be replaced now, and otherwise
   * the reason why not.
   */
  ReplicaFault decide(
      ReplicaAttempts.Key key,
      String serverId,
      ReplicaHealthChecks.CheckResult checkResult,
      ReplicaPolicy policy,
      Instant now) {
    Instant since = checkResult.silentSince() == null ? now : checkResult.silentSince();
    Duration silent = Duration.between(since, now);
    if (policy.unhealthyMillis() == 0) {
      return new ReplicaFault.Unresponsive(
          since, checkResult.silence(), ReplicaFault.KeepReason.SWITCHED_OFF);
    }
    if (silent.toMillis() < policy.unhealthyMillis() || !replicaAttempts.of(key).isDue(now)) {
      return new ReplicaFault.Unresponsive(
          since, checkResult.silence(), ReplicaFault.KeepReason.WAITING);
    }
    if (balancers.health(key.cluster(), serverId) == ObservedHealth.State.HEALTHY) {
      return new ReplicaFault.Unresponsive(
          since, checkResult.silence(), ReplicaFault.KeepReason.BALANCERS_REACH_IT);
    }
    if (otherInProgress(key, policy, now)) {
      return new ReplicaFault.Unresponsive(
          since, checkResult.silence(), ReplicaFault.KeepReason.ONE_AT_A_TIME);
    }
    last.put(key.cluster(), new Last(key, now));
    return new ReplicaFault.Replaced(silent, checkResult.silence());
  }

  private boolean otherInProgress(ReplicaAttempts.Key key, ReplicaPolicy policy, Instant now) {
    Last before = last.get(key.cluster());
    return before != null
        && !before.key().equals(key)
        && !replicaAttempts.of(before.key()).answered()
        && now.isBefore(before.at().plusMillis(policy.startMillis()));
  }
}
