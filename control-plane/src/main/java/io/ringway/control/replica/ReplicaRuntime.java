package io.ringway.control.replica;

import java.util.List;

/**
 * Something that runs replicas. What it runs outlives the control plane; after a restart {@link
 * #list} finds it again. Called by one thread at a time.
 */
interface ReplicaRuntime extends AutoCloseable {

  /** As in {@code ringway.replicas.runtime}. */
  String name();

  /**
   * Starts a replica, or starts the one again that has this name and ended. Does not wait until it
   * answers.
   *
   * @param cluster id of the cluster
   * @param name of the server, unique in the cluster
   * @throws ReplicaException when it does not start
   */
  void start(String cluster, String name);

  /**
   * Stops a replica, gracefully at first, and forgets it. Nothing happens when it is gone already.
   *
   * @throws ReplicaException when it cannot be stopped
   */
  void stop(Replica replica);

  /**
   * All replicas, also those that an earlier control plane started.
   *
   * @throws ReplicaException when the runtime is not available
   */
  List<Replica> list();

  /** The last lines that a replica wrote, at most {@code count}; empty when there are none. */
  List<String> lastLines(Replica replica, int count);

  /**
   * Calls back, from any thread, soon after a replica ended or appeared. A hint: some may be
   * missed, so that {@link #list} is asked from time to time as well.
   */
  void watch(Runnable changed);

  /** Stops watching. The replicas go on. */
  @Override
  void close();
}
