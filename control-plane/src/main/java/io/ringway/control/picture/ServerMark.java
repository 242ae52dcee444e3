package io.ringway.control.picture;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.whatif.ClusterObservation;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The presentation of a server on a ring picture.
 *
 * @param part the part of its ring positions that takes requests, 0 to 1
 * @param condition its condition in words
 * @param start start of its share, in turns
 * @param end end of its share, in turns
 */
record ServerMark(String id, String name, double part, String condition, double start, double end) {

  /** Returns one mark per node with its planned share, in the order of the ring. */
  static List<ServerMark> of(
      ClusterConfig cluster,
      Ring ring,
      Map<String, ObservedHealth> health,
      @Nullable Participation parts) {
    Map<String, ServerConfig> servers =
        cluster.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    Distribution shares = Distribution.of(ring);
    List<ServerMark> faces = new ArrayList<>();
    double position = 0;
    for (int node = 0; node < ring.nodes().size(); node++) {
      String id = ring.nodes().get(node).id();
      double end = Math.min(1, position + shares.share(node));
      double part = parts == null ? 1 : parts.part(node);
      faces.add(of(servers.get(id), id, health, part, position, end));
      position = end;
    }
    return faces;
  }

  private static ServerMark of(
      @Nullable ServerConfig server,
      String id,
      Map<String, ObservedHealth> health,
      double part,
      double start,
      double end) {
    if (server == null) {
      return new ServerMark(id, id, 0, "unknown", start, end);
    }
    ObservedHealth seen = health.getOrDefault(id, ObservedHealth.UNKNOWN);
    String condition =
        server.state() != ServerState.READY
            ? server.state().name().toLowerCase(Locale.ROOT)
            : seen.state() == ObservedHealth.State.UNHEALTHY
                ? "down: " + seen.reason()
                : part < 1
                    ? String.format(Locale.ROOT, "joining: has %.0f %% of them so far", part * 100)
                    : "ready";
    boolean takes = ClusterObservation.takes(server, health);
    return new ServerMark(id, server.name(), takes ? part : 0, condition, start, end);
  }

  boolean takes() {
    return part > 0;
  }

  double share() {
    return end - start;
  }

  double middle() {
    return (start + end) / 2;
  }

  String title(String verb, double share) {
    return String.format(
        Locale.ROOT, "%s %s%.1f %% of the keys, %s", name, verb, share * 100, condition);
  }
}
