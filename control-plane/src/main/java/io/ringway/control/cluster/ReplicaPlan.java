package io.ringway.control.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The replicas that a runtime keeps running for a cluster.
 *
 * @param runtime {@code process}, {@code docker} or {@code none}
 * @param names names of the desired replicas, oldest first; a replica's server has the same name
 */
public record ReplicaPlan(String runtime, List<String> names) {

  /** The plan of a cluster without a runtime: servers are added by hand only. */
  public static final ReplicaPlan NONE = new ReplicaPlan("none", List.of());

  /** The largest number of replicas of a cluster. */
  public static final int MAX_REPLICAS = 100;

  /** Checks the ranges. */
  public ReplicaPlan {
    names = List.copyOf(names);
    if (!List.of("process", "docker", "none").contains(runtime)) {
      throw new IllegalArgumentException(
          "There is no replica runtime '" + runtime + "': use process, docker or none.");
    }
    if (names.size() > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "A cluster has at most " + MAX_REPLICAS + " replicas, not " + names.size() + ".");
    }
    if (runtime.equals("none") && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "This cluster has no replica runtime: set one, or add servers by hand.");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("Two replicas have the same name: give each its own.");
    }
  }

  /** Returns the plan for {@code server-1} to {@code server-n}. */
  public static ReplicaPlan of(String runtime, int desired) {
    return new ReplicaPlan(
        runtime, IntStream.rangeClosed(1, desired).mapToObj(n -> "server-" + n).toList());
  }

  /** Returns the desired number of replicas. */
  public int desired() {
    return names.size();
  }
}
