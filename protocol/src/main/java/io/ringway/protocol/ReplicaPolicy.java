package io.ringway.protocol;

/** The time limits of the replicas that the control plane runs for a cluster. */
public record ReplicaPolicy(int startMillis, int unhealthyMillis) {

  /** The default: a minute to start, half a minute without a response. */
  public static final ReplicaPolicy DEFAULT = new ReplicaPolicy(60_000, 30_000);

  /** Checks the ranges. */
  public ReplicaPolicy {
    Validation.range("start timeout of replicas in ms", startMillis, 1_000, 3_600_000);
    Validation.range(
        "time until a silent replica is replaced in ms", unhealthyMillis, 0, 3_600_000);
  }
}
