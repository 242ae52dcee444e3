package io.ringway.control.explore;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.traffic.Health;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers where keys go, with the ring that the balancers run. */
@Component
public final class Explorer {

  private static final int MAX_CANDIDATES = 100;
  private static final double TURN = 0x1.0p-53;

  private final Snapshots snapshots;
  private final Traffic traffic;

  Explorer(Snapshots snapshots, Traffic traffic) {
    this.snapshots = snapshots;
    this.traffic = traffic;
  }

  /**
   * Says where a key goes.
   *
   * @param clusterName name of the cluster
   * @param key any text, the empty one too
   * @throws NoSuchElementException when there is no such cluster
   */
  public KeyExplanation explain(String clusterName, String key) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = cluster(snapshot, clusterName);
    return explain(
        cluster,
        snapshot.ring(cluster.id()),
        traffic.health(cluster.id()),
        snapshot.config().revision(),
        key);
  }

  /**
   * Draws the ring of a cluster.
   *
   * @param key a key to mark, or null
   * @throws NoSuchElementException when there is no such cluster
   */
  public RingPicture picture(String clusterName, @Nullable String key) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = cluster(snapshot, clusterName);
    Ring ring = snapshot.ring(cluster.id());
    Map<String, Health> health = traffic.health(cluster.id());
    long revision = snapshot.config().revision();
    return RingPicture.of(
        cluster,
        ring,
        health,
        revision,
        key == null ? null : explain(cluster, ring, health, revision, key));
  }

  private static ClusterConfig cluster(PublishedSnapshot snapshot, String name) {
    return snapshot
        .cluster(name)
        .orElseThrow(
            () -> new NoSuchElementException("There is no cluster called '" + name + "'."));
  }

  static KeyExplanation explain(
      ClusterConfig cluster, Ring ring, Map<String, Health> health, long revision, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long hash = ring.keyHash().hash(bytes, 0, bytes.length);
    List<ServerConfig> order = order(cluster, ring, hash);
    List<ServerConfig> taking =
        order.stream().filter(server -> takes(server, health)).limit(2).toList();
    ServerConfig served = taking.isEmpty() ? null : taking.getFirst();
    String next = taking.size() < 2 ? null : taking.get(1).name();
    List<KeyExplanation.Candidate> candidates = new ArrayList<>();
    boolean passed = false;
    for (ServerConfig server : order) {
      boolean taken = server.equals(served);
      if (candidates.size() < MAX_CANDIDATES) {
        Health seen = health.getOrDefault(server.id(), Health.UNKNOWN);
        candidates.add(
            new KeyExplanation.Candidate(
                candidates.size() + 1,
                server.id(),
                server.name(),
                server.address(),
                server.state(),
                seen,
                taken,
                reason(server, seen, taken, passed, candidates.isEmpty()),
                taken || served == null ? next : served.name()));
      }
      passed = passed || taken;
    }
    double position = (hash >>> 11) * TURN;
    return new KeyExplanation(
        cluster.name(),
        key,
        HexFormat.of().formatHex(bytes),
        HexFormat.of().toHexDigits(hash),
        position,
        position * 360,
        revision,
        order.isEmpty() ? null : order.getFirst().name(),
        served == null ? null : served.name(),
        candidates);
  }

  private static List<ServerConfig> order(ClusterConfig cluster, Ring ring, long hash) {
    Map<String, ServerConfig> byId =
        cluster.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    List<ServerConfig> order = new ArrayList<>();
    Candidates cursor = ring.candidates(hash, new Candidates());
    for (int node = cursor.next(); node != Ring.NONE; node = cursor.next()) {
      ServerConfig server = byId.get(ring.nodes().get(node).id());
      if (server != null) {
        order.add(server);
      }
    }
    return order;
  }

  /** Whether a server gets requests: the same rule as the balancer's. */
  static boolean takes(ServerConfig server, Map<String, Health> health) {
    Health seen = health.getOrDefault(server.id(), Health.UNKNOWN);
    return server.state() == ServerState.READY && seen.state() != Health.State.UNHEALTHY;
  }

  private static String reason(
      ServerConfig server, Health health, boolean taken, boolean passed, boolean owner) {
    if (taken) {
      return owner
          ? "Taken: it owns the key and takes traffic."
          : "Taken: the first in order that takes traffic.";
    }
    if (server.state() == ServerState.DRAINING) {
      return "Passed over: it is draining.";
    }
    if (health.state() == Health.State.UNHEALTHY) {
      return "Passed over: it is down (" + health.reason() + ").";
    }
    return passed ? "In reserve: one before it in order takes the key." : "Passed over.";
  }
}
