package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs replicas. What it runs outlives the control plane; after a restart {@link
 * #find} finds it again. Called by one thread at a time.
 *
 * <p>A runtime only ever hands out, starts, stops and removes what this installation started.
 */
interface ReplicaRuntime extends AutoCloseable {

  /** As in {@code ringway.replicas.runtime}. */
  String name();

  /**
   * Starts a replica. Does not wait until it answers.
   *
   * @param cluster id of the cluster
   * @param name of the server, unique in the cluster
   * @param ended the one of this name that ended: it is started again, or removed when a new one
   *     would be another
   * @throws ReplicaException when it does not start
   */
  void start(String cluster, String name, @Nullable Replica ended);

  /**
   * Stops a replica, gracefully at first, and forgets it. Nothing happens when it is gone already.
   *
   * @throws ReplicaException when it cannot be stopped
   */
  void stop(Replica replica);

  /**
   * Finds all replicas, also those that an earlier control plane started.
   *
   * @param clusters all clusters of the installation: what it knows of servers
   * @throws ReplicaException when the runtime is not available
   */
  FoundReplicas find(List<ClusterDetails> clusters);

  /** The last lines that a replica wrote, at most {@code count}; empty when there are none. */
  List<String> lastLines(Replica replica, int count);

  /**
   * Calls back, from any thread, soon after a replica ended or appeared. A hint: some may be
   * missed, so that {@link #find} is asked from time to time as well.
   */
  void watch(Runnable changed);

  /** Stops watching. The replicas go on. */
  @Override
  void close();
}
