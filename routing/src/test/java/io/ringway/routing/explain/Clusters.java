package io.ringway.routing.explain;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.util.List;
import java.util.stream.IntStream;

/** Clusters for tests. */
public final class Clusters {

  private Clusters() {}

  /** Returns ready servers s1, s2 and so on. */
  public static List<ServerConfig> servers(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i -> new ServerConfig("s" + i, "Server " + i, "10.0.0." + i, 80, 1, ServerState.READY))
        .toList();
  }

  /**
   * Returns a cluster that reads keys from the header X-Key, the query parameter id and the path.
   */
  public static ClusterConfig of(
      KeyFallback fallback, Steering steering, List<ServerConfig> servers) {
    return of(fallback, HealthPolicy.DEFAULT, steering, servers);
  }

  /** Returns such a cluster with another health policy. */
  public static ClusterConfig of(
      KeyFallback fallback, HealthPolicy health, Steering steering, List<ServerConfig> servers) {
    return new ClusterConfig(
        "c1",
        "shop",
        ClusterSettings.DEFAULT.with(it -> {
          it.keyRules =
              List.of(
                  new KeyRule.Header("X-Key"), new KeyRule.Query("id"), new KeyRule.Cookie("sid"));
          it.keyFallback = fallback;
          it.health = health;
          it.steering = steering;
        }),
        servers);
  }
}
