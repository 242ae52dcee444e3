package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A small random nginx configuration with an upstream {@code shop}, from the syntax that nginx
 * allows.
 */
final class GeneratedNginxFile {

  private final Draw draw;
  private final StringBuilder text = new StringBuilder();
  private final List<String> written = new ArrayList<>();

  private GeneratedNginxFile(long seed) {
    draw = new Draw(seed);
  }

  static String text(long seed) {
    return new GeneratedNginxFile(seed).file();
  }

  private String file() {
    if (draw.once(3)) {
      text.append("map $http_x_none $n { default \"a;b}\"; '\\'x' \"{\"; ~^y\\{2\\}$ z\\;z; }\n");
    }
    text.append("upstream").append(blank()).append(quoted("shop")).append(blank()).append("{");
    List<String> lines = new ArrayList<>();
    int servers = draw.number(2, 6);
    for (int i = 0; i < servers; i++) {
      lines.add("server");
    }
    for (String each :
        draw.some(2, "least_conn", "ip_hash", "random", "keepalive 8", "zone z 64k")) {
      lines.add(draw.number(0, lines.size()), each);
    }
    String key = quoted(key());
    String hash = "hash " + key + " consistent";
    lines.add(draw.once(2) ? 0 : draw.number(0, lines.size()), hash);
    if (draw.once(4)) {
      lines.add(draw.number(0, lines.size()), mistake());
    }
    for (String line : lines) {
      directive(line.equals("server") ? server() : line);
    }
    text.append("}\n");
    if (draw.once(12)) {
      text.append(draw.one("upstream shop { server 127.0.0.1:9101; }", "}", "{", "a b"));
    }
    return text.toString();
  }

  private String key() {
    return draw.one(
        "$request_uri",
        "$uri",
        "$arg_user",
        "${arg_id}x",
        "$http_x_key",
        "$cookie_sid",
        "$host$uri",
        "$HTTP_X_User",
        "$request_method-$request_uri",
        "$host $arg_user",
        "a\\\\b$request_uri\\n");
  }

  private String server() {
    String address = "127.0.0.1:9" + (100 + draw.number(0, 4));
    if (draw.once(2) || written.isEmpty()) {
      address = "127.0.0.1:9" + (200 + written.size());
    }
    written.add(address);
    return "server "
        + quoted(address)
        + " "
        + String.join(
            " ",
            draw.some(
                2,
                "weight=" + draw.one("1", "2", "5", "010", "20"),
                "max_fails=0",
                "fail_timeout=5s",
                "down",
                "max_conns=100",
                "backup"));
  }

  private String mistake() {
    return draw.one(
        "server 127.0.0.1:9101 weight=0",
        "server 127.0.0.1:9101 weight=x",
        "server 127.0.0.1:9101 nonsense",
        "server 127.0.0.1:9101 max_fails=x",
        "server 127.0.0.1:0",
        "server 127.0.0.1:99999",
        "server ::1:9101",
        "server http://127.0.0.1:9101",
        "server",
        "hash",
        "hash $uri nonsense",
        "hash $uri consistent x",
        "hash $1$ consistent",
        "nonsense",
        "server \"127.0.0.1:9101",
        "server \"127.0.0.1:9101\"x");
  }

  private String quoted(String word) {
    boolean blank = word.indexOf(' ') >= 0;
    return switch (draw.number(blank ? 3 : 0, 4)) {
      case 3 -> '"' + word + '"';
      case 4 -> "'" + word + "'";
      default -> word;
    };
  }

  private String blank() {
    return draw.one(" ", "  ", "\t", "\n", " # it's { a \"comment;\n ", "\r\n");
  }

  private void directive(String line) {
    text.append(blank());
    boolean first = true;
    for (String word : line.strip().split(" (?![^\"']*\\$[^\"' ]*[\"'])", -1)) {
      text.append(first ? "" : blank()).append(word);
      first = false;
    }
    text.append(draw.once(3) ? blank() : "").append(';').append(draw.one("", blank()));
  }
}
