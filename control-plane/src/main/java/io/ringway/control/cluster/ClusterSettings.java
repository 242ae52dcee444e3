package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Codec;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.RingSpec;
import java.util.List;

/** Everything of a cluster but its name and its servers; see {@link ClusterConfig}. */
public record ClusterSettings(
    Listen listen,
    RingSpec placement,
    List<KeyRule> keyRules,
    KeyFallback keyFallback,
    HealthPolicy health,
    RetryPolicy retry,
    Timeouts timeouts,
    int drainMillis,
    List<String> corsOrigins,
    @JacksonInject(value = Codec.NO_STEERING, useInput = OptBoolean.TRUE) Steering steering) {

  /** What a new cluster has unless it is told otherwise. */
  public static final ClusterSettings DEFAULT =
      new ClusterSettings(
          Listen.DEFAULT,
          RingSpec.DEFAULT,
          List.of(new KeyRule.ClientAddress()),
          KeyFallback.RANDOM,
          HealthPolicy.DEFAULT,
          RetryPolicy.DEFAULT,
          Timeouts.DEFAULT,
          5_000,
          List.of(),
          Steering.NONE);

  /** Copies the lists. */
  public ClusterSettings {
    keyRules = List.copyOf(keyRules);
    corsOrigins = List.copyOf(corsOrigins);
  }

  /** The settings of a cluster. */
  public static ClusterSettings of(ClusterConfig config) {
    return new ClusterSettings(
        config.listen(),
        config.placement(),
        config.keyRules(),
        config.keyFallback(),
        config.health(),
        config.retry(),
        config.timeouts(),
        config.drainMillis(),
        config.corsOrigins(),
        config.steering());
  }

  /** The same for other requests. */
  public ClusterSettings with(Listen other) {
    return new ClusterSettings(
        other,
        placement,
        keyRules,
        keyFallback,
        health,
        retry,
        timeouts,
        drainMillis,
        corsOrigins,
        steering);
  }

  /** The same on another ring. */
  public ClusterSettings with(RingSpec other) {
    return new ClusterSettings(
        listen,
        other,
        keyRules,
        keyFallback,
        health,
        retry,
        timeouts,
        drainMillis,
        corsOrigins,
        steering);
  }

  /** The same with another steering. */
  public ClusterSettings with(Steering other) {
    return new ClusterSettings(
        listen,
        placement,
        keyRules,
        keyFallback,
        health,
        retry,
        timeouts,
        drainMillis,
        corsOrigins,
        other);
  }

  /** A cluster with these settings. */
  ClusterConfig config(String id, String name, List<ServerConfig> servers) {
    return new ClusterConfig(
        id,
        name,
        listen,
        placement,
        keyRules,
        keyFallback,
        health,
        retry,
        timeouts,
        drainMillis,
        corsOrigins,
        servers,
        steering);
  }
}
