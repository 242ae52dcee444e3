package io.ringway.control.whatif;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The effects of a change that shares of keys do not show, as sentences. */
public final class ChangeRemarks {

  private static final int SHOWN = 40;

  private ChangeRemarks() {}

  /** Returns the sentences, the most important first. */
  public static List<String> of(WhatIf whatIf) {
    ClusterConfig before = whatIf.before().cluster();
    ClusterConfig after = whatIf.after().cluster();
    List<String> remarks = new ArrayList<>();
    if (whatIf.otherKeys()) {
      remarks.add(otherKeys(before.settings().keyRules(), after.settings().keyRules()));
    } else if (!whatIf.movement().exact()) {
      remarks.add(
          "The two placements hash keys differently, so the shares are expected averages, not"
              + " exact: a key stays only where both happen to choose the same server.");
    }
    if (before.settings().keyFallback() != after.settings().keyFallback()) {
      remarks.add(fallback(after.settings().keyFallback()));
    }
    remarks.addAll(pins(whatIf));
    steering(before.settings().steering(), after.settings().steering(), remarks);
    ramp(before, after, remarks);
    return remarks;
  }

  private static String otherKeys(List<KeyRule> before, List<KeyRule> after) {
    boolean longer = after.size() > before.size() && after.subList(0, before.size()).equals(before);
    return longer
        ? "The new key rules apply only where the old ones found no key: requests that have a key"
            + " keep it. The shares are expected averages for the others."
        : "The key rules change, so requests get other keys and unrelated servers. The shares are"
            + " expected averages, not exact.";
  }

  private static String fallback(KeyFallback after) {
    return switch (after) {
      case RANDOM ->
          "Requests without a key no longer go to a server by their client's address: each"
              + " goes to a random one.";
      case CLIENT_ADDRESS ->
          "Requests without a key no longer go to random servers: those of one client address go"
              + " to one server.";
    };
  }

  private static List<String> pins(WhatIf whatIf) {
    Map<String, Pin> old = byHash(whatIf.before().cluster());
    Map<String, Pin> now = byHash(whatIf.after().cluster());
    List<String> remarks = new ArrayList<>();
    for (Pin pin : whatIf.after().cluster().settings().steering().pins()) {
      if (!pin.equals(old.get(pin.hash()))) {
        remarks.add(moved(whatIf, pin, old.get(pin.hash()), pin));
      }
    }
    for (Pin pin : whatIf.before().cluster().settings().steering().pins()) {
      if (!now.containsKey(pin.hash())) {
        remarks.add(moved(whatIf, pin, pin, null));
      }
    }
    return remarks;
  }

  private static String moved(WhatIf whatIf, Pin key, @Nullable Pin before, @Nullable Pin after) {
    String from = place(whatIf.before(), key, before);
    String to = place(whatIf.after(), key, after);
    String what =
        key.key().isEmpty()
            ? "The key with the fingerprint " + key.hash()
            : "The key '" + shortened(key.key()) + "'";
    String why =
        after == null ? " is no longer pinned and" : before == null ? " is pinned and" : "";
    return from.equals(to)
        ? what + why + " stays on " + from + "; no other key moves."
        : what + why + " goes from " + from + " to " + to + "; no other key moves.";
  }

  /** Names the servers of a key in words. */
  private static String place(WhatIf.Side side, Pin key, @Nullable Pin pin) {
    if (pin instanceof Pin.Spread spread) {
      return "its first " + spread.servers() + " candidates in turn";
    }
    List<String> servers = KeyPlace.of(side, key.hash(), key.key());
    return servers.isEmpty() ? "its place on the ring" : KeyPlace.name(side, servers.getFirst());
  }

  private static void steering(Steering before, Steering after, List<String> remarks) {
    if (before.boundedLoad() != after.boundedLoad()) {
      remarks.add(
          after.boundedLoad() == 0
              ? "Without the load bound, busy servers no longer pass requests on."
              : String.format(
                  Locale.ROOT,
                  "A server with more than %.2f times its fair share of the requests in flight"
                      + " passes new ones on to their next candidates. This depends on the load and"
                      + " does not count as moved.",
                  after.boundedLoad()));
    }
  }

  private static void ramp(ClusterConfig before, ClusterConfig after, List<String> remarks) {
    int millis = after.settings().steering().rampMillis();
    if (millis == 0) {
      return;
    }
    Map<String, ServerConfig> old =
        before.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    List<String> joining =
        after.servers().stream()
            .filter(server ->
                server.joinedAtMillis() > 0
                    && (!old.containsKey(server.id())
                        || Objects.requireNonNull(old.get(server.id())).joinedAtMillis()
                            != server.joinedAtMillis()))
            .map(ServerConfig::name)
            .toList();
    if (!joining.isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s over %.3g s: the keys move one by one in this time, each only once.",
              joining.size() == 1
                  ? joining.getFirst() + " takes its keys"
                  : joining.size() + " servers take their keys",
              millis / 1_000.0));
    }
  }

  private static Map<String, Pin> byHash(ClusterConfig cluster) {
    return cluster.settings().steering().pins().stream()
        .collect(Collectors.toMap(Pin::hash, Function.identity()));
  }

  private static String shortened(String key) {
    return key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "…";
  }
}
