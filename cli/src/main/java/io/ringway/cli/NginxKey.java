package io.ringway.cli;

import io.ringway.protocol.KeyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key of nginx's {@code hash} directive, a text with variables, as key rules. */
final class NginxKey {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{(\\w+)\\})");

  private NginxKey() {}

  /**
   * Returns the rule that reads the same bytes.
   *
   * @param known fixed texts for variables that Ringway has no rule for
   */
  static KeyRule rule(int line, String text, Map<String, String> known, List<String> remarks)
      throws CliException {
    if (text.indexOf('\ufffd') >= 0) {
      throw new CliException(
          line, "the key has bytes that are no UTF-8, which Ringway cannot hash.");
    }
    KeyRule rule = rule(line, text, known);
    remark(line, rule, remarks);
    return rule;
  }

  private static KeyRule rule(int line, String text, Map<String, String> known)
      throws CliException {
    List<KeyRule> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literal(parts, plain(line, text.substring(end, matcher.start())));
      String name = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
      String fixed = known.get(name);
      if (fixed == null) {
        parts.add(variable(line, name));
      } else {
        literal(parts, fixed);
      }
      end = matcher.end();
    }
    literal(parts, plain(line, text.substring(end)));
    if (parts.stream().allMatch(KeyRule.Literal.class::isInstance)) {
      throw new CliException(line, "the key '" + text + "' is the same for every request.");
    }
    return parts.size() == 1 ? parts.getFirst() : new KeyRule.Joined(parts);
  }

  private static String plain(int line, String text) throws CliException {
    if (text.indexOf('$') >= 0) {
      throw new CliException(line, "the key has a '$' without the name of a variable behind it.");
    }
    return text;
  }

  private static void remark(int line, KeyRule rule, List<String> remarks) {
    List<KeyRule> parts = rule instanceof KeyRule.Joined joined ? joined.parts() : List.of(rule);
    if (parts.stream().anyMatch(p -> p instanceof KeyRule.Query || p instanceof KeyRule.Cookie)) {
      remarks.add(
          "line "
              + line
              + ": nginx finds the name in the key whatever its case, Ringway only as it is"
              + " written.");
    }
    if (parts.stream().anyMatch(KeyRule.Header.class::isInstance)) {
      remarks.add(
          "line "
              + line
              + ": where a request has several lines of the header, nginx can hash all of them,"
              + " joined; Ringway hashes the first.");
    }
    if (rule instanceof KeyRule.Joined) {
      remarks.add(
          "line "
              + line
              + ": a request that has none of the key's variables goes to any server; nginx sends"
              + " all of these to one.");
    }
  }

  private static void literal(List<KeyRule> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new KeyRule.Literal(text));
    }
  }

  private static KeyRule variable(int line, String name) throws CliException {
    String lower = name.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "request_uri" -> new KeyRule.RequestUri();
      case "uri", "document_uri" -> new KeyRule.NormalPath();
      case "host" -> new KeyRule.Host();
      case "remote_addr" -> new KeyRule.ClientAddress();
      case "request_method" -> new KeyRule.Method();
      case "binary_remote_addr" ->
          throw new CliException(
              line,
              "the key has $binary_remote_addr, the address as raw bytes, which Ringway does not"
                  + " hash; $remote_addr it does.");
      default -> {
        if (lower.startsWith("arg_") && name.length() > 4) {
          yield new KeyRule.Query(name.substring(4));
        }
        if (lower.startsWith("cookie_") && name.length() > 7) {
          yield new KeyRule.Cookie(name.substring(7));
        }
        if (lower.startsWith("http_") && name.length() > 5) {
          yield new KeyRule.Header(name.substring(5).replace('_', '-'));
        }
        throw new CliException(
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
