package io.ringway.routing.steering;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Node;
import io.ringway.ring.Participation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the servers of a cluster come to their keys: from when they join, over the ramp of the
 * cluster, in {@value #STEPS} equal steps. A function of the configuration and the time alone, so
 * that all who look at it at one time agree.
 *
 * <p>The servers that joined first of those that are ready have all their keys: somebody must, and
 * a cluster that starts as a whole ramps nobody. So has a server whose time to join lies further in
 * the future than a ramp is long: clocks that far apart agree on nothing.
 *
 * <p>Immutable; safe for use by any number of threads.
 */
public final class SlowStart {

  /** How many steps lead to all keys. */
  public static final int STEPS = 64;

  private final List<Node> nodes;

  /** When each node began, or {@link #WHOLE}. */
  private final long[] joined;

  private final int millis;

  private static final long WHOLE = -1;

  private SlowStart(List<Node> nodes, long[] joined, int millis) {
    this.nodes = nodes;
    this.joined = joined;
    this.millis = millis;
  }

  /**
   * The ramp of a cluster, null when no server of it can be ramping at any time.
   *
   * @param nodes as the cluster's ring has them
   */
  public static @Nullable SlowStart of(ClusterConfig cluster, List<Node> nodes) {
    int millis = cluster.settings().steering().rampMillis();
    if (millis == 0) {
      return null;
    }
    long first =
        cluster.servers().stream()
            .filter(server -> server.state() == ServerState.READY)
            .mapToLong(ServerConfig::joinedAtMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    Map<String, Long> byId = new HashMap<>();
    cluster.servers().forEach(server -> byId.put(server.id(), server.joinedAtMillis()));
    long[] joined =
        nodes.stream()
            .mapToLong(node -> byId.getOrDefault(node.id(), WHOLE))
            .map(at -> at <= first ? WHOLE : at)
            .toArray();
    for (long each : joined) {
      if (each != WHOLE) {
        return new SlowStart(nodes, joined, millis);
      }
    }
    return null;
  }

  /** The places that take at a time in milliseconds since 1970 UTC, null when all do. */
  public @Nullable Participation at(long nowMillis) {
    double[] parts = new double[joined.length];
    boolean whole = true;
    for (int i = 0; i < parts.length; i++) {
      int step = step(i, nowMillis);
      parts[i] = step / (double) STEPS;
      whole = whole && step == STEPS;
    }
    if (whole) {
      return null;
    }
    int[] next = {0};
    return Participation.partly(nodes, _ -> parts[next[0]++]);
  }

  /** A number that changes when {@link #at} does: what it gives may be kept until then. */
  public long state(long nowMillis) {
    long state = 0;
    for (int i = 0; i < joined.length; i++) {
      state = state * 0x9e3779b97f4a7c15L + step(i, nowMillis);
    }
    return state;
  }

  /** From 1, since a server that gets no request never shows that it works. */
  private int step(int node, long nowMillis) {
    if (joined[node] == WHOLE) {
      return STEPS;
    }
    long elapsed = nowMillis - joined[node];
    if (elapsed >= millis || elapsed < -(long) millis) {
      return STEPS;
    }
    return (int) (Math.max(0, elapsed) * STEPS / millis) + 1;
  }
}
