package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@code log_format} of nginx, turned around: from the line back to the variables. */
final class NginxLog implements LogFormat {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{(\\w+)\\})");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(x[0-9A-Fa-f]{2}|.)");

  private final String name;
  private final Pattern pattern;
  private final List<String> variables;

  private NginxLog(String name, Pattern pattern, List<String> variables) {
    this.name = name;
    this.pattern = pattern;
    this.variables = variables;
  }

  static NginxLog format(Directive directive) {
    StringBuilder text = new StringBuilder();
    for (String word : directive.words().subList(2, directive.words().size())) {
      if (!word.startsWith("escape=")) {
        text.append(word);
      }
    }
    List<String> variables = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      pattern.append(Pattern.quote(text.substring(end, matcher.start()))).append("(.*?)");
      variables.add(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
      end = matcher.end();
    }
    pattern.append(Pattern.quote(text.substring(end)));
    return new NginxLog(directive.first(), Pattern.compile(pattern.toString()), variables);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean tellsServer() {
    return variables.contains("upstream_addr");
  }

  @Override
  public @Nullable Entry read(String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      String value = matcher.group(i + 1);
      if (!value.equals("-")) {
        values.put(variables.get(i), plain(value));
      }
    }
    String[] request = values.getOrDefault("request", "").split(" ", 3);
    String target = values.getOrDefault("request_uri", request.length > 1 ? request[1] : "");
    if (target.isEmpty() && values.containsKey("uri")) {
      String query = values.getOrDefault("args", "");
      target = values.get("uri") + (query.isEmpty() ? "" : "?" + query);
    }
    List<Question.Header> headers = new ArrayList<>();
    String[] servers = values.getOrDefault("upstream_addr", "").split("(, | : )", 2);
    try {
      values.forEach((variable, value) -> {
        if (variable.startsWith("http_") && !variable.equals("http_host")) {
          headers.add(new Question.Header(variable.substring(5).replace('_', '-'), value));
        } else if (variable.startsWith("cookie_")) {
          headers.add(new Question.Header("Cookie", variable.substring(7) + "=" + value));
        }
      });
      String method = request.length > 1 ? request[0] : "GET";
      return new Entry(
          new Question.Request(
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

  /** nginx writes quotes, backslashes and bytes beyond ASCII as {@code \xXX}. */
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
                  code.length() == 3
                      ? String.valueOf((char) Integer.parseInt(code.substring(1), 16))
                      : code;
              return Matcher.quoteReplacement(one);
            });
    boolean bytes = latin.chars().allMatch(c -> c < 256);
    return bytes
        ? new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        : latin;
  }
}
