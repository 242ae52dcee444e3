package io.ringway.control.publish;

import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.TableDigest;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A configuration with its rings, built by the same code that balancers run. Immutable. */
public final class PublishedSnapshot {

  private final ConfigSnapshot config;
  private final String digest;
  private final Map<String, BuiltRing> rings;

  private PublishedSnapshot(ConfigSnapshot config, String digest, Map<String, BuiltRing> rings) {
    this.config = config;
    this.digest = digest;
    this.rings = rings;
  }

  /**
   * A ring that was built for a snapshot.
   *
   * @param buildNanos the time that it took; next to nothing when the ring was there already
   */
  public record BuiltRing(Ring ring, long buildNanos) {

    /**
     * Builds the ring of a cluster.
     *
     * @param previous a ring that differs little, or null
     * @throws IllegalArgumentException when it cannot be built; the message says what to change
     */
    public static BuiltRing of(ClusterConfig cluster, @Nullable Ring previous) {
      long start = System.nanoTime();
      Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes(), previous);
      return new BuiltRing(ring, System.nanoTime() - start);
    }
  }

  /**
   * Builds every ring.
   *
   * @param previous the snapshot whose rings are reused where a cluster's placement is unchanged,
   *     and updated where a few servers changed
   * @throws IllegalArgumentException when a ring cannot be built; the message says what to change
   */
  public static PublishedSnapshot build(
      ConfigSnapshot config, @Nullable PublishedSnapshot previous) {
    Map<String, BuiltRing> rings = new HashMap<>();
    TableDigest digest = new TableDigest();
    for (ClusterConfig cluster : config.clusters()) {
      BuiltRing old = previous == null ? null : previous.rings.get(cluster.id());
      BuiltRing built = BuiltRing.of(cluster, old == null ? null : old.ring());
      rings.put(cluster.id(), built);
      digest.cluster(cluster.id(), built.ring().digest());
      for (ServerConfig server : cluster.servers()) {
        digest.server(server);
      }
      digest.steering(cluster.settings().steering());
    }
    return new PublishedSnapshot(config, digest.value(), Map.copyOf(rings));
  }

  /** Returns the configuration. */
  public ConfigSnapshot config() {
    return config;
  }

  /**
   * Returns the digest of the routing table, which a balancer sends back once it has applied the
   * snapshot.
   */
  public String digest() {
    return digest;
  }

  /**
   * Returns the ring of a cluster.
   *
   * @throws NoSuchElementException when there is no cluster with this id
   */
  public Ring ring(String clusterId) {
    return built(clusterId).ring();
  }

  /**
   * Returns the ring of a cluster with the time that it took to build.
   *
   * @throws NoSuchElementException when there is no cluster with this id
   */
  public BuiltRing built(String clusterId) {
    BuiltRing built = rings.get(clusterId);
    if (built == null) {
      throw new NoSuchElementException("There is no cluster with the id '" + clusterId + "'.");
    }
    return built;
  }

  /**
   * Returns the cluster with the name that a request gives.
   *
   * @throws ProblemException 404 when there is none
   */
  public ClusterConfig requireCluster(String name) {
    return cluster(name)
        .orElseThrow(() ->
            new ProblemException(
                HttpStatus.NOT_FOUND,
                "No such cluster",
                "There is no cluster '"
                    + name
                    + "': GET /api/v1/clusters lists those that exist."));
  }

  /** Finds the cluster with this name. */
  public Optional<ClusterConfig> cluster(String name) {
    return config.clusters().stream().filter(cluster -> cluster.name().equals(name)).findFirst();
  }
}
