package io.ringway.control.replica;

import java.util.List;

/**
 * The replicas that a runtime found.
 *
 * @param replicas those of this installation; only they may be stopped
 * @param strangers containers that claim to belong to one of its clusters and were not started by
 *     it
 */
record FoundReplicas(List<Replica> replicas, List<Stranger> strangers) {

  FoundReplicas {
    replicas = List.copyOf(replicas);
    strangers = List.copyOf(strangers);
  }

  /**
   * A container that is left alone.
   *
   * @param cluster id or name of the cluster in its label
   * @param name name of the server in its label
   * @param handle id in the runtime
   */
  record Stranger(String cluster, String name, String handle) {}
}
