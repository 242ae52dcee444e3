package io.ringway.cli;

import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of placements, key rules or states on the console. */
final class ConsoleText {

  private ConsoleText() {}

  static String placement(RingSpec placement) {
    return placement instanceof RingSpec.HaProxy haProxy
        ? "haproxy ("
            + haProxy.function().name().toLowerCase(Locale.ROOT)
            + (haProxy.avalanche() ? ", avalanche)" : ")")
        : placement.algorithm();
  }

  static String rules(List<KeyRule> rules) {
    return rules.stream().map(ConsoleText::rule).collect(Collectors.joining(", else "));
  }

  private static String rule(KeyRule rule) {
    return switch (rule) {
      case KeyRule.Header(String name, boolean first) ->
          (first ? "first element of header " : "header ") + name;
      case KeyRule.Cookie(String name) -> "cookie " + name;
      case KeyRule.Query(String name) -> "query parameter " + name;
      case KeyRule.Path _ -> "path";
      case KeyRule.PathPrefix(int segments) -> "first " + segments + " path segments";
      case KeyRule.Host _ -> "host";
      case KeyRule.Method _ -> "method";
      case KeyRule.ClientAddress _ -> "client address";
      case KeyRule.RequestUri _ -> "path and query";
      case KeyRule.NormalPath _ -> "decoded path";
      case KeyRule.Literal(String text) -> "'" + text + "'";
      case KeyRule.Joined(List<KeyRule> parts) ->
          parts.stream().map(ConsoleText::rule).collect(Collectors.joining(" + "));
    };
  }

  static String state(ServerState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
