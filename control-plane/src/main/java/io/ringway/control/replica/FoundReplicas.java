package io.ringway.control.replica;

import java.util.List;

/**
 * The replicas that a runtime found.
 *
 * @param replicas those of this installation; only they may be stopped
 * @param strangers what claims to belong to one of its clusters and was not started by it
 */
record FoundReplicas(List<Replica> replicas, List<Stranger> strangers) {

  FoundReplicas {
    replicas = List.copyOf(replicas);
    strangers = List.copyOf(strangers);
  }

  /**
   * Something that is left alone.
   *
   * @param cluster id or name of the cluster that its label names
   * @param name of the server that its label names
   * @param handle what the runtime knows it by
   */
  record Stranger(String cluster, String name, String handle) {}
}
