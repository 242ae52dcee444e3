package io.ringway.cli;

import io.ringway.protocol.KeyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key of nginx's {@code hash} directive, a text with variables, as key rules. */
final class NginxKey {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{(\\w+)\\})");

  private NginxKey() {}

  /**
   * The rule that reads the same bytes.
   *
   * @param known fixed texts for variables that Ringway has no rule for
   */
  static KeyRule rule(int line, String text, Map<String, String> known) throws Refusal {
    List<KeyRule> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literal(parts, text.substring(end, matcher.start()));
      String name = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
      String fixed = known.get(name);
      if (fixed == null) {
        parts.add(variable(line, name));
      } else {
        literal(parts, fixed);
      }
      end = matcher.end();
    }
    literal(parts, text.substring(end));
    if (parts.stream().allMatch(KeyRule.Literal.class::isInstance)) {
      throw new Refusal(line, "the key '" + text + "' is the same for every request.");
    }
    return parts.size() == 1 ? parts.getFirst() : new KeyRule.Joined(parts);
  }

  private static void literal(List<KeyRule> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new KeyRule.Literal(text));
    }
  }

  private static KeyRule variable(int line, String name) throws Refusal {
    return switch (name) {
      case "request_uri" -> new KeyRule.RequestUri();
      case "uri", "document_uri" -> new KeyRule.NormalPath();
      case "host" -> new KeyRule.Host();
      case "remote_addr" -> new KeyRule.ClientAddress();
      case "request_method" -> new KeyRule.Method();
      case "binary_remote_addr" ->
          throw new Refusal(
              line,
              "the key has $binary_remote_addr, the address as raw bytes, which Ringway does not"
                  + " hash; $remote_addr it does.");
      default -> {
        if (name.startsWith("arg_")) {
          yield new KeyRule.Query(name.substring(4));
        }
        if (name.startsWith("cookie_")) {
          yield new KeyRule.Cookie(name.substring(7));
        }
        if (name.startsWith("http_")) {
          yield new KeyRule.Header(name.substring(5).replace('_', '-'));
        }
        throw new Refusal(
            line,
            "the key has $"
                + name
                + ", for which Ringway has no rule. If it is always the same, give it: --set "
                + name
                + "=TEXT");
      }
    };
  }
}
