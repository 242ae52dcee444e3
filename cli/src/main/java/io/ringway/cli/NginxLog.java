package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.ExplainQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@code log_format} of nginx, for parsing its lines. */
final class NginxLog implements LogFormat {

  private static final Pattern ESCAPED = Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)");
  private static final String ESCAPE = "escape=";

  private final String name;
  private final NginxTemplate template;

  /** The parameter {@code escape}: default, json or none. */
  private final String escape;

  private NginxLog(String name, NginxTemplate template, String escape) {
    this.name = name;
    this.template = template;
    this.escape = escape;
  }

  static NginxLog format(Directive directive) {
    List<String> words = directive.words().subList(2, directive.words().size());
    boolean says = words.getFirst().startsWith(ESCAPE);
    String text = String.join("", says ? words.subList(1, words.size()) : words);
    String escape = says ? words.getFirst().substring(ESCAPE.length()) : "default";
    return new NginxLog(directive.first(), new NginxTemplate(text), escape);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean namesServer() {
    return template.variables().contains("upstream_addr");
  }

  @Override
  public @Nullable Entry read(String line) {
    String[] found = template.read(line);
    if (found == null) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < found.length; i++) {
      if (!found[i].isEmpty() && (!found[i].equals("-") || !escape.equals("default"))) {
        values.put(template.variables().get(i), escape.equals("none") ? found[i] : plain(found[i]));
      }
    }
    String[] request = values.getOrDefault("request", "").split(" ", 3);
    String target = values.getOrDefault("request_uri", request.length > 1 ? request[1] : "");
    if (target.isEmpty() && values.containsKey("uri")) {
      String query = values.getOrDefault("args", "");
      target = values.get("uri") + (query.isEmpty() ? "" : "?" + query);
    }
    List<ExplainQuery.Header> headers = new ArrayList<>();
    String[] servers = values.getOrDefault("upstream_addr", "").split("(, | : )", 2);
    try {
      values.forEach((variable, value) -> {
        if (variable.startsWith("http_") && !variable.equals("http_host")) {
          headers.add(new ExplainQuery.Header(variable.substring(5).replace('_', '-'), value));
        } else if (variable.startsWith("cookie_")) {
          headers.add(new ExplainQuery.Header("Cookie", variable.substring(7) + "=" + value));
        }
      });
      String method = request.length > 1 ? request[0] : "GET";
      return new Entry(
          new ExplainQuery.Request(
              0,
              values.getOrDefault("request_method", method),
              values.getOrDefault("http_host", values.getOrDefault("host", "")),
              target.isEmpty() ? "/" : target,
              headers,
              values.getOrDefault("remote_addr", "unknown")),
          servers[0],
          servers.length > 1);
    } catch (IllegalArgumentException noProperRequest) {
      return null;
    }
  }

  /**
   * Decodes a value. By default nginx writes quotes, backslashes and non-ASCII bytes as {@code
   * \\xXX}; in JSON it escapes quotes, backslashes and control characters as JSON does.
   */
  private static String plain(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    String latin =
        ESCAPED
            .matcher(value)
            .replaceAll(match -> {
              String code = match.group(1);
              String one =
                  code.length() > 1
                      ? String.valueOf((char) Integer.parseInt(code.substring(1), 16))
                      : switch (code) {
                        case "n" -> "\n";
                        case "r" -> "\r";
                        case "t" -> "\t";
                        case "b" -> "\b";
                        case "f" -> "\f";
                        default -> code;
                      };
              return Matcher.quoteReplacement(one);
            });
    boolean bytes = latin.chars().allMatch(c -> c < 256);
    return bytes
        ? new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        : latin;
  }
}
