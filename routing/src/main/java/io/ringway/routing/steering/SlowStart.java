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
 * The slow start of a cluster's servers: from the time they join, they take more of their keys in
 * {@value #STEPS} equal steps. It depends on the configuration and the time alone, so every process
 * computes the same at the same time.
 *
 * <p>Among the ready servers, those that joined first have all their keys: some server must, and a
 * cluster that starts as a whole needs no slow start. So has a server whose join time lies further
 * in the future than a slow start takes: clocks that differ by so much agree on nothing.
 *
 * <p>Immutable and thread-safe.
 */
public final class SlowStart {

  /** The number of steps until a server has all its keys. */
  public static final int STEPS = 64;

  private final List<Node> nodes;

  /** The time when each node joined, or {@link #WHOLE}. */
  private final long[] joined;

  private final int millis;

  private static final long WHOLE = -1;

  private SlowStart(List<Node> nodes, long[] joined, int millis) {
    this.nodes = nodes;
    this.joined = joined;
    this.millis = millis;
  }

  /**
   * Returns the slow start of a cluster, or null when all its servers have all their keys at all
   * times.
   *
   * @param nodes as in the cluster's ring
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

  /**
   * Returns the places that take traffic at a time in milliseconds since 1970 UTC, null when all
   * do.
   */
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

  /**
   * Returns a number that changes when {@link #at} does, so its result can be cached until then.
   */
  public long state(long nowMillis) {
    long state = 0;
    for (int i = 0; i < joined.length; i++) {
      state = state * 0x9e3779b97f4a7c15L + step(i, nowMillis);
    }
    return state;
  }

  /**
   * Returns the step of a node. It starts at 1, because a server without requests never shows that
   * it works.
   */
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
