package io.ringway.control.explain;

import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Listen;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of pasted requests: a raw header section, the output of {@code curl -v}, or a {@code
 * curl} command. Missing parts come from the listen settings of the cluster.
 */
final class RequestText {

  private static final Pattern START =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\\S+)(?: HTTP/[0-9.]+)?");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)([^#]*)(?:#.*)?");

  private final Listen listen;
  private final String client;
  private String method = "GET";
  private String host;
  private String target;
  private final List<ExplainQuery.Header> headers = new ArrayList<>();

  private RequestText(Listen listen, String client) {
    this.listen = listen;
    this.client = client.isBlank() ? "127.0.0.1" : client.strip();
    this.host = ExplainRequest.host(listen);
    this.target = listen.pathPrefix();
  }

  /**
   * Reads a text.
   *
   * @param client IP address of the client; blank for loopback
   * @throws IllegalArgumentException when it is not a request; the message says what to do
   */
  static ExplainQuery.Request read(String text, Listen listen, String client) {
    RequestText request = new RequestText(listen, client);
    String stripped = text.strip();
    if (stripped.startsWith("curl ")) {
      request.command(CurlCommand.parse(stripped));
    } else {
      request.head(stripped.lines().map(RequestText::plain).toList());
    }
    return request.question();
  }

  private ExplainQuery.Request question() {
    return new ExplainQuery.Request(listen.port(), method, host, target, headers, client);
  }

  /** Removes the {@code >} that {@code curl -v} prints before sent lines. */
  private static String plain(String line) {
    String cut = line.startsWith("> ") ? line.substring(2) : line.equals(">") ? "" : line;
    return cut.stripTrailing();
  }

  private void head(List<String> lines) {
    int next = 0;
    Matcher start = START.matcher(lines.isEmpty() ? "" : lines.getFirst());
    if (start.matches()) {
      method = start.group(1);
      address(start.group(2));
      next = 1;
    } else if (!lines.isEmpty() && lines.getFirst().matches("(?i)(/|https?://)\\S*")) {
      address(lines.getFirst());
      next = 1;
    }
    for (String line : lines.subList(next, lines.size())) {
      if (line.isEmpty()) {
        return; // the body begins
      }
      header(line);
    }
  }

  private void command(CurlCommand command) {
    method = command.method();
    address(command.url());
    command.headers().forEach(this::header);
  }

  private void address(String text) {
    Matcher absolute = ABSOLUTE.matcher(text);
    if (absolute.matches()) {
      host = absolute.group(1).replaceFirst("^[^@]*@", "");
      String rest = absolute.group(2);
      target = rest.startsWith("/") ? rest : "/" + rest;
    } else {
      target = text;
    }
  }

  private void header(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "'" + cut(line) + "' is no header line: write Name: value, such as X-Key: user-42.");
    }
    String name = line.substring(0, colon);
    String value = line.substring(colon + 1).strip();
    if (name.equalsIgnoreCase("host")) {
      host = value;
    } else {
      headers.add(new ExplainQuery.Header(name, value));
    }
  }

  private static String cut(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
