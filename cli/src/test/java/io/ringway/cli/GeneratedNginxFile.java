package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A small random nginx configuration with an upstream {@code shop}, from the syntax that nginx
 * allows.
 */
final class GeneratedNginxFile {

  private final RandomPieces randomPieces;
  private final StringBuilder text = new StringBuilder();
  private final List<String> written = new ArrayList<>();

  private GeneratedNginxFile(long seed) {
    randomPieces = new RandomPieces(seed);
  }

  static String text(long seed) {
    return new GeneratedNginxFile(seed).file();
  }

  private String file() {
    if (randomPieces.once(3)) {
      text.append("map $http_x_none $n { default \"a;b}\"; '\\'x' \"{\"; ~^y\\{2\\}$ z\\;z; }\n");
    }
    text.append("upstream").append(blank()).append(quoted("shop")).append(blank()).append("{");
    List<String> lines = new ArrayList<>();
    int servers = randomPieces.number(2, 6);
    for (int i = 0; i < servers; i++) {
      lines.add("server");
    }
    for (String each :
        randomPieces.some(2, "least_conn", "ip_hash", "random", "keepalive 8", "zone z 64k")) {
      lines.add(randomPieces.number(0, lines.size()), each);
    }
    String key = quoted(key());
    String hash = "hash " + key + " consistent";
    lines.add(randomPieces.once(2) ? 0 : randomPieces.number(0, lines.size()), hash);
    if (randomPieces.once(4)) {
      lines.add(randomPieces.number(0, lines.size()), mistake());
    }
    for (String line : lines) {
      directive(line.equals("server") ? server() : line);
    }
    text.append("}\n");
    if (randomPieces.once(12)) {
      text.append(randomPieces.one("upstream shop { server 127.0.0.1:9101; }", "}", "{", "a b"));
    }
    return text.toString();
  }

  private String key() {
    return randomPieces.one(
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
    String address = "127.0.0.1:9" + (100 + randomPieces.number(0, 4));
    if (randomPieces.once(2) || written.isEmpty()) {
      address = "127.0.0.1:9" + (200 + written.size());
    }
    written.add(address);
    return "server "
        + quoted(address)
        + " "
        + String.join(
            " ",
            randomPieces.some(
                2,
                "weight=" + randomPieces.one("1", "2", "5", "010", "20"),
                "max_fails=0",
                "fail_timeout=5s",
                "down",
                "max_conns=100",
                "backup"));
  }

  private String mistake() {
    return randomPieces.one(
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
    return switch (randomPieces.number(blank ? 3 : 0, 4)) {
      case 3 -> '"' + word + '"';
      case 4 -> "'" + word + "'";
      default -> word;
    };
  }

  private String blank() {
    return randomPieces.one(" ", "  ", "\t", "\n", " # it's { a \"comment;\n ", "\r\n");
  }

  private void directive(String line) {
    text.append(blank());
    boolean first = true;
    for (String word : line.strip().split(" (?![^\"']*\\$[^\"' ]*[\"'])", -1)) {
      text.append(first ? "" : blank()).append(word);
      first = false;
    }
    text.append(randomPieces.once(3) ? blank() : "")
        .append(';')
        .append(randomPieces.one("", blank()));
  }
}
