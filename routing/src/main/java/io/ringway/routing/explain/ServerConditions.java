package io.ringway.routing.explain;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as one plane sees it.
 *
 * @param revision of the configuration
 * @param ring built from the cluster
 * @param parts the places that take traffic while some servers join, null when all do
 * @param inFlight requests in flight in the cluster, 0 where nobody counts them
 * @param servers the observed state of a server
 */
public record ServerConditions(
    ClusterConfig cluster,
    long revision,
    Ring ring,
    @Nullable Participation parts,
    long inFlight,
    Function<ServerConfig, Seen> servers) {

  /**
   * The observed state of a server.
   *
   * @param healthy whether it is considered able to serve
   * @param health the observed health in words; empty when there is nothing to say
   * @param inFlight requests in flight on it, 0 where nobody counts them
   * @param resolution the addresses of its name, as far as they are known
   */
  public record Seen(boolean healthy, String health, int inFlight, Resolution resolution) {

    /** Creates the state of a server whose addresses are not known. */
    public Seen(boolean healthy, String health, int inFlight) {
      this(healthy, health, inFlight, Resolution.NONE);
    }
  }
}
