package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.ringway.ring.RingSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything of a cluster but its name and its servers.
 *
 * @param listen which requests belong to it
 * @param placement how its ring is built
 * @param keyRules where the key of a request is looked for, in order
 * @param keyFallback what stands in when no rule yields a value
 * @param health active checks and ejection
 * @param retry what happens when a server fails
 * @param timeouts how long the balancer waits
 * @param drainMillis how long requests of a leaving server may still run, 0 to 3,600,000 ms
 * @param corsOrigins web origins whose scripts may call this cluster: {@code https://app.example},
 *     {@code http://localhost:*} or {@code *}
 * @param steering what softens or overrides the ring
 * @param serverTls whether its servers are spoken to with TLS
 * @param relay what else its servers are told
 * @param replicaPolicy the control plane's patience with its replicas
 */
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
    @JacksonInject(value = Codec.NO_STEERING, useInput = OptBoolean.TRUE) Steering steering,
    @JacksonInject(value = Codec.NO_SERVER_TLS, useInput = OptBoolean.TRUE) ServerTls serverTls,
    @JacksonInject(value = Codec.NO_RELAY, useInput = OptBoolean.TRUE) RelayPolicy relay,
    @JacksonInject(value = Codec.USUAL_REPLICA_POLICY, useInput = OptBoolean.TRUE)
        ReplicaPolicy replicaPolicy) {

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
          Steering.NONE,
          ServerTls.OFF,
          RelayPolicy.DEFAULT,
          ReplicaPolicy.DEFAULT);

  /** Checks the ranges. */
  public ClusterSettings {
    keyRules = List.copyOf(keyRules);
    Validation.range("drain time in ms", drainMillis, 0, 3_600_000);
    corsOrigins = List.copyOf(corsOrigins);
  }

  /** The same but for what is assigned: {@code settings.with(it -> it.listen = other)}. */
  public ClusterSettings with(Consumer<Draft> assignments) {
    Draft draft = new Draft(this);
    assignments.accept(draft);
    return draft.settings();
  }

  /** Settings that are being written. For one thread, and for no longer than the writing. */
  public static final class Draft {

    public Listen listen;
    public RingSpec placement;
    public List<KeyRule> keyRules;
    public KeyFallback keyFallback;
    public HealthPolicy health;
    public RetryPolicy retry;
    public Timeouts timeouts;
    public int drainMillis;
    public List<String> corsOrigins;
    public Steering steering;
    public ServerTls serverTls;
    public RelayPolicy relayPolicy;
    public ReplicaPolicy replicaPolicy;

    private Draft(ClusterSettings from) {
      listen = from.listen;
      placement = from.placement;
      keyRules = from.keyRules;
      keyFallback = from.keyFallback;
      health = from.health;
      retry = from.retry;
      timeouts = from.timeouts;
      drainMillis = from.drainMillis;
      corsOrigins = from.corsOrigins;
      steering = from.steering;
      serverTls = from.serverTls;
      relayPolicy = from.relay;
      replicaPolicy = from.replicaPolicy;
    }

    private ClusterSettings settings() {
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
          steering,
          serverTls,
          relayPolicy,
          replicaPolicy);
    }
  }
}
