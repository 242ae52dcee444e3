package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A runtime for replicas. They outlive the control plane; after a restart {@link #find} finds them
 * again. Called by one thread at a time.
 *
 * <p>A runtime only returns, starts, stops and removes replicas of this installation.
 */
interface ReplicaRuntime extends AutoCloseable {

  /** Returns the name in {@code ringway.replicas.runtime}. */
  String name();

  /**
   * Starts a replica. Does not wait until it answers.
   *
   * @param cluster id of the cluster
   * @param name name of the server, unique in the cluster
   * @param ended the ended replica of this name: it is started again, or removed when a new one
   *     would differ
   * @throws ReplicaException when it does not start
   */
  void start(String cluster, String name, @Nullable Replica ended);

  /**
   * Stops a replica, gracefully at first, and removes it. Does nothing when it is already gone.
   *
   * @throws ReplicaException when it cannot be stopped
   */
  void stop(Replica replica);

  /**
   * Finds all replicas, also those that an earlier control plane started.
   *
   * @param clusters all clusters of the installation, with the servers that the database knows
   * @throws ReplicaException when the runtime is not available
   */
  FoundReplicas find(List<ClusterDetails> clusters);

  /**
   * Returns the last lines of a replica's output, at most {@code count}; empty when there are none.
   */
  List<String> lastLines(Replica replica, int count);

  /**
   * Sets a callback for ended and new replicas, called soon after and from any thread. Events may
   * be missed, so call {@link #find} periodically as well.
   */
  void watch(Runnable changed);

  /** Stops the callbacks. The replicas keep running. */
  @Override
  void close();
}
