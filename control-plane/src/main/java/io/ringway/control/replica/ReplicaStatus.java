package io.ringway.control.replica;

import java.util.List;

/**
 * The replicas of a cluster.
 *
 * @param runtime {@code process}, {@code docker} or {@code none}
 * @param available whether the runtime can be used now
 * @param message what is wrong and what helps; empty when all is well
 * @param desired how many shall run
 * @param replicas by name, also those that are leaving
 */
public record ReplicaStatus(
    String runtime, boolean available, String message, int desired, List<View> replicas) {

  /** Copies the list. */
  public ReplicaStatus {
    replicas = List.copyOf(replicas);
  }

  /** How many of them are on the ring and running. */
  public long running() {
    return replicas.stream().filter(replica -> replica.state() == State.RUNNING).count();
  }

  ReplicaStatus wanting(int count) {
    return new ReplicaStatus(runtime, available, message, count, replicas);
  }

  /** Where a replica stands. */
  public enum State {
    /** Started, not yet answering. */
    STARTING,
    /** Answering and on the ring. */
    RUNNING,
    /** Its requests end, then it is stopped. */
    DRAINING,
    /** It ended or did not start; it is started again after a pause. */
    FAILED
  }

  /**
   * One replica.
   *
   * @param name of its server
   * @param state where it stands
   * @param address {@code host:port}, empty when it does not run
   * @param handle process id or container id, empty when there is none
   * @param failures starts in a row that failed
   * @param message why it failed, empty when it did not
   * @param lastLines what it wrote last when it failed
   */
  public record View(
      String name,
      State state,
      String address,
      String handle,
      int failures,
      String message,
      List<String> lastLines) {

    /** Copies the list. */
    public View {
      lastLines = List.copyOf(lastLines);
    }
  }
}
