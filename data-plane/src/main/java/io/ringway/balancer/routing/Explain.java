package io.ringway.balancer.routing;

import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says where a key goes and why, from the same table and the same walk that requests use. */
public final class Explain {

  private static final int SHOWN = 10;

  private Explain() {}

  /**
   * Where a key goes.
   *
   * @param hash 16 hexadecimal digits
   * @param owner id of the server that owns the key, null when the ring is empty
   * @param chosen id of the server that takes it now, null when none is usable
   * @param candidates the first ten in order of preference
   */
  public record Explanation(
      String cluster,
      String key,
      String hash,
      @Nullable String owner,
      @Nullable String chosen,
      List<Step> candidates) {}

  /** A server on the walk. */
  public record Step(String id, String name, String address, boolean usable, String reason) {}

  /**
   * Explains a key.
   *
   * @throws IllegalArgumentException when there is no such cluster
   */
  public static Explanation key(RoutingTable table, String clusterName, String key) {
    ClusterRoute cluster =
        table.clusters().stream()
            .filter(c -> c.config().name().equals(clusterName))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("There is no cluster '" + clusterName + "'."));
    Ring ring = cluster.ring();
    long hash = ring.keyHash().hash(key);
    List<Step> steps = new ArrayList<>();
    String owner = null;
    String chosen = null;
    Candidates walk = ring.candidates(hash, new Candidates());
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      ServerRoute server = cluster.server(node);
      String id = server.config().id();
      owner = owner == null ? id : owner;
      chosen = chosen == null && server.takesRequests() ? id : chosen;
      if (steps.size() < SHOWN) {
        steps.add(
            new Step(
                id,
                server.config().name(),
                server.config().address(),
                server.takesRequests(),
                reason(server)));
      } else if (chosen != null) {
        break;
      }
    }
    return new Explanation(
        clusterName, key, HexFormat.of().toHexDigits(hash), owner, chosen, List.copyOf(steps));
  }

  private static String reason(ServerRoute server) {
    String state = server.config().state().name().toLowerCase(Locale.ROOT);
    String unhealthy = server.health().reason();
    return unhealthy.isEmpty() ? state : state + ", " + unhealthy;
  }
}
