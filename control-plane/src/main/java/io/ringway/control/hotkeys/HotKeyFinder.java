package io.ringway.control.hotkeys;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.ClusterObservation;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Candidates;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The finder of hot keys and their servers. */
@Component
public final class HotKeyFinder {

  /** The length of the counting window, in seconds. */
  public static final int SECONDS = 60;

  private final Snapshots snapshots;
  private final Traffic traffic;
  private final InstantSource clock;

  HotKeyFinder(Snapshots snapshots, Traffic traffic, InstantSource clock) {
    this.clock = clock;
    this.snapshots = snapshots;
    this.traffic = traffic;
  }

  /**
   * Returns the hottest keys of a cluster.
   *
   * @param most the largest number of keys to return, at most {@link Traffic#MAX_HOT_KEYS}
   * @throws ProblemException 404 when there is no such cluster
   */
  public HotKeyList hottest(String clusterName, int most) {
    Asked asked = ask(clusterName);
    List<HotKeyList.Line> lines = new ArrayList<>();
    for (HotKey key : asked.keys.keys()) {
      if (lines.size() == most) {
        break;
      }
      lines.add(asked.line(lines.size() + 1, key));
    }
    return new HotKeyList(
        clusterName,
        asked.revision,
        SECONDS,
        asked.keys.requests(),
        unlisted(asked.keys, most),
        asked.cluster.settings().steering().showKeys(),
        lines);
  }

  /**
   * Returns the largest possible count of a key that is not listed, including the keys left out
   * here.
   */
  private static long unlisted(HotKeys keys, int most) {
    return keys.keys().size() <= most ? keys.unlisted() : keys.keys().get(most).count();
  }

  /**
   * Returns one key, hot or not.
   *
   * @param hash its fingerprint, 16 hexadecimal digits
   * @throws ProblemException 404 when there is no such cluster
   */
  public HotKeyList.Line key(String clusterName, String hash) {
    Asked asked = ask(clusterName);
    HotKey key = asked.find(hash);
    return asked.line(asked.keys.keys().indexOf(key) + 1, key);
  }

  /**
   * Returns the servers that take requests now, in the key's order of preference; none when the
   * placement needs the text of the key and it is unknown.
   *
   * @param hash fingerprint of the key
   * @throws ProblemException 404 when there is no such cluster
   */
  public List<HotKeyList.Server> candidates(String clusterName, String hash) {
    Asked asked = ask(clusterName);
    return asked.order(asked.find(hash), asked.parts).stream()
        .filter(asked::takes)
        .map(Asked::named)
        .toList();
  }

  private Asked ask(String clusterName) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = snapshot.requireCluster(clusterName);
    Ring ring = snapshot.ring(cluster.id());
    return new Asked(
        snapshot.config().revision(),
        cluster,
        ring,
        ClusterObservation.parts(cluster, ring, clock.millis()),
        traffic.health(cluster.id()),
        traffic.hotKeys(cluster.id()));
  }

  /**
   * A cluster at one moment.
   *
   * @param parts the ring positions that take requests during slow starts, null when all do
   */
  private record Asked(
      long revision,
      ClusterConfig cluster,
      Ring ring,
      @Nullable Participation parts,
      Map<String, ObservedHealth> health,
      HotKeys keys) {

    /** Returns the key with this fingerprint; one with zero requests when it is not hot. */
    HotKey find(String hash) {
      return keys.keys().stream()
          .filter(key -> key.hash().equals(hash))
          .findFirst()
          .orElseGet(() -> {
            String pinned = cluster.settings().steering().pin(hash).map(Pin::key).orElse("");
            boolean fits = pinned.length() <= HotKey.MAX_KEY_BYTES;
            return new HotKey(hash, fits ? pinned : "", 0, 0);
          });
    }

    HotKeyList.Line line(int rank, HotKey key) {
      List<ServerConfig> order = order(key, null);
      List<ServerConfig> now = parts == null ? order : order(key, parts);
      Pin pin = cluster.settings().steering().pin(key.hash()).orElse(null);
      return new HotKeyList.Line(
          rank,
          key.hash(),
          key.key().isEmpty() ? null : key.key(),
          key.whole(),
          key.count(),
          key.error(),
          keys.share(key),
          keys.doubt(key),
          order.isEmpty() ? null : named(order.getFirst()),
          serving(now, pin).stream().map(Asked::named).toList(),
          pin);
    }

    private boolean takes(ServerConfig server) {
      ObservedHealth seen = health.getOrDefault(server.id(), ObservedHealth.UNKNOWN);
      return server.state() == ServerState.READY && seen.state() != ObservedHealth.State.UNHEALTHY;
    }

    private List<ServerConfig> serving(List<ServerConfig> order, @Nullable Pin pin) {
      List<ServerConfig> taking = order.stream().filter(this::takes).toList();
      return switch (pin) {
        case null -> taking.stream().limit(1).toList();
        case Pin.To to -> {
          List<ServerConfig> pinned =
              cluster.servers().stream()
                  .filter(server -> server.id().equals(to.serverId()))
                  .filter(this::takes)
                  .toList();
          yield pinned.isEmpty() ? taking.stream().limit(1).toList() : pinned;
        }
        case Pin.Spread spread -> taking.stream().limit(spread.servers()).toList();
      };
    }

    /**
     * Returns all servers in the key's order; none when the placement needs the text of the key and
     * it is unknown.
     *
     * @param joining the ring positions that take requests, null when all do
     */
    private List<ServerConfig> order(HotKey key, @Nullable Participation joining) {
      KeyHash placing = ring.keyHash();
      boolean byFingerprint = placing.equals(Rings.FINGERPRINT);
      if (!byFingerprint && !key.whole()) {
        return List.of();
      }
      long hash =
          byFingerprint ? HexFormat.fromHexDigitsToLong(key.hash()) : placing.hash(key.key());
      Map<String, ServerConfig> byId =
          cluster.servers().stream()
              .collect(Collectors.toMap(ServerConfig::id, Function.identity()));
      List<ServerConfig> order = new ArrayList<>();
      Candidates cursor = ring.candidates(hash, new Candidates(), joining);
      for (int node = cursor.next(); node != Ring.NONE; node = cursor.next()) {
        ServerConfig server = byId.get(ring.nodes().get(node).id());
        if (server != null) {
          order.add(server);
        }
      }
      return order;
    }

    private static HotKeyList.Server named(ServerConfig server) {
      return new HotKeyList.Server(server.id(), server.name());
    }
  }
}
