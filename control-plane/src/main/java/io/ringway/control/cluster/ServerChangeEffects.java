package io.ringway.control.cluster;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The consequences of a change of servers: slow starts begin, and pins without their server are
 * removed.
 */
final class ServerChangeEffects {

  private final InstantSource clock;

  ServerChangeEffects(InstantSource clock) {
    this.clock = clock;
  }

  DecidedChange of(@Nullable ClusterDetails before, DecidedChange decidedChange) {
    ClusterDetails after = decidedChange.after();
    if (after == null) {
      return decidedChange;
    }
    ClusterConfig config = after.config();
    List<Pin> pins = pins(before, config);
    List<ServerConfig> servers =
        before == null || config.settings().steering().rampMillis() == 0
            ? config.servers()
            : ramped(before.config(), config);
    if (pins.equals(config.settings().steering().pins()) && servers.equals(config.servers())) {
      return decidedChange;
    }
    Steering steering = config.settings().steering().with(pins);
    ClusterSettings settings = config.settings().with(it -> it.steering = steering);
    return new DecidedChange(
        ClusterDecisions.with(after, config.with(settings).with(servers)),
        decidedChange.predicate());
  }

  /** Starts the slow start of servers that become ready beside other ready servers. */
  private List<ServerConfig> ramped(ClusterConfig before, ClusterConfig after) {
    Set<String> wereReady =
        before.servers().stream()
            .filter(server -> server.state() == ServerState.READY)
            .map(ServerConfig::id)
            .collect(Collectors.toSet());
    if (wereReady.isEmpty()) {
      return after.servers();
    }
    long now = clock.millis();
    return after.servers().stream()
        .map(server ->
            server.state() == ServerState.READY && !wereReady.contains(server.id())
                ? server.joined(now)
                : server)
        .toList();
  }

  /** Removes the pins of removed servers. New pins must name an existing server. */
  private static List<Pin> pins(@Nullable ClusterDetails before, ClusterConfig after) {
    Set<String> ids = after.servers().stream().map(ServerConfig::id).collect(Collectors.toSet());
    List<Pin> old = before == null ? List.of() : before.config().settings().steering().pins();
    List<Pin> kept = new ArrayList<>();
    for (Pin pin : after.settings().steering().pins()) {
      if (pin instanceof Pin.To to && !ids.contains(to.serverId())) {
        if (old.contains(pin)) {
          continue;
        }
        throw ClusterProblems.invalid(
            "A key is pinned to the server '"
                + to.serverId()
                + "', which cluster '"
                + after.name()
                + "' does not have: pin it to one of its servers, by id.");
      }
      kept.add(pin);
    }
    return kept;
  }
}
