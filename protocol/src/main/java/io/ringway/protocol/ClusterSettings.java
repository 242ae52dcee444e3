package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.ringway.ring.RingSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * All settings of a cluster except its name and its servers.
 *
 * @param listen which requests belong to it
 * @param placement the algorithm of its ring
 * @param keyRules the sources of a request's key, in order
 * @param keyFallback the key when no rule yields a value
 * @param health active checks and ejection
 * @param retry when to retry after a server fails
 * @param timeouts how long the balancer waits
 * @param drainMillis how long requests of a leaving server may still run, 0 to 3,600,000 ms
 * @param corsOrigins web origins whose scripts may call this cluster: {@code https://app.example},
 *     {@code http://localhost:*} or {@code *}
 * @param steering load bound, slow start and pins
 * @param serverTls whether connections to its servers use TLS
 * @param relay what is passed on to servers besides requests
 * @param replicaPolicy how long the control plane waits for its replicas
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
    @JacksonInject(value = Codec.DEFAULT_REPLICA_POLICY, useInput = OptBoolean.TRUE)
        ReplicaPolicy replicaPolicy) {

  /** The settings of a new cluster. */
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

  /** Returns a copy with some settings changed: {@code settings.with(it -> it.listen = other)}. */
  public ClusterSettings with(Consumer<Draft> assignments) {
    Draft draft = new Draft(this);
    assignments.accept(draft);
    return draft.settings();
  }

  /** Settings that are being changed. Confined to one thread and to the call of {@link #with}. */
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
