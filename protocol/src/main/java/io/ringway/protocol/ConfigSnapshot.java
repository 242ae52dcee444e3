package io.ringway.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The whole configuration of a workspace at one revision: an immutable value that is built and
 * published as a whole.
 *
 * @param epoch rises when a backup is restored, so that revisions never run backwards for a
 *     balancer: (epoch, revision) is compared
 * @param revision gapless number of the change that led here, 0 before the first
 * @param workspace the workspace's slug
 * @param createdAtMillis when it was committed, milliseconds since 1970 UTC
 * @param clusters names and ids are unique
 */
public record ConfigSnapshot(
    long epoch, long revision, String workspace, long createdAtMillis, List<ClusterConfig> clusters)
    implements Comparable<ConfigSnapshot> {

  /** Checks the ranges. */
  public ConfigSnapshot {
    Validation.range("epoch", epoch, 0, Long.MAX_VALUE);
    Validation.range("revision", revision, 0, Long.MAX_VALUE);
    Validation.text("workspace", workspace, 63);
    clusters = List.copyOf(clusters);
    Set<String> seen = new HashSet<>();
    for (ClusterConfig cluster : clusters) {
      if (!seen.add("id " + cluster.id()) || !seen.add("name " + cluster.name())) {
        throw new IllegalArgumentException("Two clusters are called '" + cluster.name() + "'.");
      }
    }
  }

  /** Returns the ports with TLS: those for which at least one of their clusters requires it. */
  public Set<Integer> tlsPorts() {
    Set<Integer> ports = new HashSet<>();
    for (ClusterConfig cluster : clusters) {
      Listen listen = cluster.settings().listen();
      if (listen.tls()) {
        ports.add(listen.port());
      }
    }
    return ports;
  }

  @Override
  public int compareTo(ConfigSnapshot other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(revision, other.revision);
  }
}
