package io.ringway.control.settings;

import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.review.FormNumber;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.KeyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text form of key rules: one per line, a source with its name or number ({@code header X-Key},
 * {@code path-prefix 2}), parts joined with {@code +}, fixed texts in double quotes.
 */
public final class KeyRuleText {

  /** The hint of the form on its syntax. */
  public static final String SOURCES =
      "header NAME, header NAME first (the part before the first comma), cookie NAME, query NAME,"
          + " path, path-prefix N, normal-path, request-uri, host,"
          + " method, client-address; several joined: host + path";

  private static final String FIRST = "first";

  private KeyRuleText() {}

  public static String of(List<KeyRule> rules) {
    return rules.stream().map(KeyRuleText::of).collect(Collectors.joining("\n"));
  }

  static String of(KeyRule rule) {
    return switch (rule) {
      case KeyRule.Header header ->
          "header " + header.name() + (header.firstElement() ? " " + FIRST : "");
      case KeyRule.Cookie cookie -> "cookie " + cookie.name();
      case KeyRule.Query query -> "query " + query.name();
      case KeyRule.Path _ -> "path";
      case KeyRule.PathPrefix prefix -> "path-prefix " + prefix.segments();
      case KeyRule.Host _ -> "host";
      case KeyRule.Method _ -> "method";
      case KeyRule.ClientAddress _ -> "client-address";
      case KeyRule.RequestUri _ -> "request-uri";
      case KeyRule.NormalPath _ -> "normal-path";
      case KeyRule.Literal literal -> '"' + literal.text() + '"';
      case KeyRule.Joined joined ->
          joined.parts().stream().map(KeyRuleText::of).collect(Collectors.joining(" + "));
    };
  }

  /** Parses rules; empty lines are ignored. */
  static List<KeyRule> parse(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(KeyRuleText::rule)
        .toList();
  }

  private static KeyRule rule(String line) {
    List<String> parts = parts(line);
    return parts.size() == 1
        ? part(parts.getFirst())
        : new KeyRule.Joined(parts.stream().map(KeyRuleText::part).toList());
  }

  /** Splits at plus signs that stand alone and outside of quotes. */
  private static List<String> parts(String line) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (!quoted && line.startsWith(" + ", i)) {
        parts.add(line.substring(start, i).strip());
        start = i + 3;
        i += 1;
      }
    }
    parts.add(line.substring(start).strip());
    return parts;
  }

  private static KeyRule part(String part) {
    if (part.length() >= 2 && part.startsWith("\"") && part.endsWith("\"")) {
      return new KeyRule.Literal(part.substring(1, part.length() - 1));
    }
    String[] words = part.split("\\s+", 2);
    String source = words[0];
    String rest = words.length == 2 ? words[1].strip() : "";
    return switch (source) {
      case "header" -> header(named(part, rest));
      case "cookie" -> new KeyRule.Cookie(named(part, rest));
      case "query" -> new KeyRule.Query(named(part, rest));
      case "path-prefix" -> new KeyRule.PathPrefix(FormNumber.whole("number of segments", rest));
      case "path" -> plain(part, rest, new KeyRule.Path());
      case "host" -> plain(part, rest, new KeyRule.Host());
      case "method" -> plain(part, rest, new KeyRule.Method());
      case "client-address" -> plain(part, rest, new KeyRule.ClientAddress());
      case "request-uri" -> plain(part, rest, new KeyRule.RequestUri());
      case "normal-path" -> plain(part, rest, new KeyRule.NormalPath());
      default -> throw unknown(part);
    };
  }

  private static KeyRule header(String rest) {
    String[] words = rest.split("\\s+", 2);
    boolean first = words.length == 2 && words[1].equals(FIRST);
    return new KeyRule.Header(first ? words[0] : rest, first);
  }

  private static String named(String part, String name) {
    if (name.isEmpty()) {
      throw ClusterProblems.invalid(
          "The key rule '" + part + "' lacks a name: write one after it.");
    }
    return name;
  }

  private static KeyRule plain(String part, String rest, KeyRule rule) {
    if (!rest.isEmpty()) {
      throw unknown(part);
    }
    return rule;
  }

  private static ProblemException unknown(String part) {
    return ClusterProblems.invalid(
        "'" + part + "' is not a key rule: write one a line, " + SOURCES + ".");
  }
}
