package io.ringway.protocol;

/**
 * The control plane's patience with the replicas that it runs for a cluster. Balancers need none of
 * it.
 *
 * @param startMillis how long a replica may take from its start to its first good health check,
 *     1,000 to 3,600,000 ms; then it is stopped and counts as a failed start
 * @param unhealthyMillis how long one that had answered may go without an answer until it is
 *     replaced, 0 to 3,600,000 ms; 0 never replaces it
 */
public record ReplicaPolicy(int startMillis, int unhealthyMillis) {

  /** A minute to start; half a minute of silence. */
  public static final ReplicaPolicy DEFAULT = new ReplicaPolicy(60_000, 30_000);

  /** Checks the ranges. */
  public ReplicaPolicy {
    Validation.range("start timeout of replicas in ms", startMillis, 1_000, 3_600_000);
    Validation.range(
        "time until a silent replica is replaced in ms", unhealthyMillis, 0, 3_600_000);
  }
}
