package io.ringway.control.whatif;

import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The servers of one key on one side of a what-if, pins included. */
final class KeyPlace {

  private KeyPlace() {}

  /**
   * Returns the ids of the servers of a key: several, with equal parts, when the key is spread;
   * none when no server takes it or the placement needs the text of the key.
   *
   * @param hash fingerprint of the key, 16 hexadecimal digits
   * @param key its text, or empty when that is not known
   */
  static List<String> of(WhatIf.Side side, String hash, String key) {
    Pin pin =
        side.cluster().settings().steering().pins().stream()
            .filter(candidate -> candidate.hash().equals(hash))
            .findFirst()
            .orElse(null);
    return switch (pin) {
      case Pin.Spread spread -> serving(side, hash, key, spread.servers());
      case Pin.To to when takes(side, to.serverId()) -> List.of(to.serverId());
      case Pin.To _ -> serving(side, hash, key, 1);
      case null -> serving(side, hash, key, 1);
    };
  }

  private static boolean takes(WhatIf.Side side, String serverId) {
    return side.cluster().servers().stream()
        .anyMatch(server -> server.id().equals(serverId) && server.state() == ServerState.READY);
  }

  private static List<String> serving(WhatIf.Side side, String hash, String key, int most) {
    Ring ring = side.ring();
    boolean placed = ring.keyHash().equals(Rings.FINGERPRINT);
    if (key.isEmpty() && !placed) {
      return List.of();
    }
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long at =
        placed ? HexFormat.fromHexDigitsToLong(hash) : ring.keyHash().hash(bytes, 0, bytes.length);
    Candidates candidates = ring.candidates(at, new Candidates());
    List<String> servers = new ArrayList<>();
    for (int node = candidates.next();
        node != Ring.NONE && servers.size() < most;
        node = candidates.next()) {
      if (side.taking().part(node) > 0) {
        servers.add(ring.nodes().get(node).id());
      }
    }
    return servers;
  }

  /** Returns the name of a server, or its id when it does not exist. */
  static String name(WhatIf.Side side, String serverId) {
    return side.cluster().servers().stream()
        .filter(server -> server.id().equals(serverId))
        .map(ServerConfig::name)
        .findFirst()
        .orElse(serverId);
  }
}
