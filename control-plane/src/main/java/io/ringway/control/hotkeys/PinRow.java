package io.ringway.control.hotkeys;

import io.ringway.control.picture.ServerColour;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pin formatted as a table row.
 *
 * @param key null when it is hidden or unknown
 * @param colour colour of the server, -1 when the key is spread
 */
record PinRow(String hash, @Nullable String key, String way, int colour) {

  static List<PinRow> of(ClusterConfig cluster) {
    return cluster.settings().steering().pins().stream().map(pin -> of(cluster, pin)).toList();
  }

  private static PinRow of(ClusterConfig cluster, Pin pin) {
    String key = pin.key().isEmpty() ? null : pin.key();
    return switch (pin) {
      case Pin.To to ->
          new PinRow(pin.hash(), key, "to " + name(cluster, to), ServerColour.of(to.serverId()));
      case Pin.Spread spread ->
          new PinRow(pin.hash(), key, "spread over its first " + spread.servers() + " servers", -1);
    };
  }

  private static String name(ClusterConfig cluster, Pin.To pin) {
    return cluster.servers().stream()
        .filter(server -> server.id().equals(pin.serverId()))
        .map(ServerConfig::name)
        .findFirst()
        .orElse(pin.serverId());
  }
}
