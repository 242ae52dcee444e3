package io.ringway.cli;

/**
 * A small random HAProxy configuration with a backend {@code shop}, from the syntax that its manual
 * allows.
 */
final class GeneratedHaProxyFile {

  private final RandomPieces randomPieces;
  private final StringBuilder text = new StringBuilder();
  private int servers;

  private GeneratedHaProxyFile(long seed) {
    randomPieces = new RandomPieces(seed);
  }

  static String text(long seed) {
    return new GeneratedHaProxyFile(seed).file();
  }

  private String file() {
    boolean named = randomPieces.once(2);
    String from = "";
    if (randomPieces.once(2)) {
      line("global");
      line("setenv YES yes");
      line("maxconn 500");
    }
    if (named) {
      line("defaults base");
      settings();
      if (randomPieces.once(2)) {
        line("defaults next from base");
        settings();
        from = " from next";
      } else {
        from = " from base";
      }
    }
    if (!named || randomPieces.once(2)) {
      line("defaults" + (randomPieces.once(3) ? " other" : ""));
      settings();
      from = randomPieces.once(2) ? "" : from;
    }
    String section = randomPieces.one("backend", "listen");
    line(section + " shop" + from);
    line("balance " + balance());
    line("hash-type consistent " + hashType());
    if (randomPieces.once(2)) {
      settings();
    }
    int lines = randomPieces.number(2, 6);
    for (int i = 0; i < lines; i++) {
      server();
    }
    if (randomPieces.once(4)) {
      mistake();
    }
    line("backend " + randomPieces.one("other", "cache", "shop2"));
    line("balance roundrobin");
    return randomPieces.once(40) ? text.toString().stripTrailing() : text.toString();
  }

  private void settings() {
    line("mode http");
    line("timeout connect 5s");
    line("timeout client 30s");
    line("timeout server 30s");
    for (String each :
        randomPieces.some(3, "balance", "hash", "default", "factor", "option", "retries")) {
      switch (each) {
        case "balance" -> line("balance " + balance());
        case "hash" -> line("hash-type consistent " + hashType());
        case "default" -> line("default-server " + String.join(" ", options(2)));
        case "factor" -> line("hash-balance-factor " + randomPieces.one("0", "150", "400x"));
        case "option" ->
            line(
                randomPieces.one(
                    "option httpchk GET /health",
                    "option httpchk /ready",
                    "no option redispatch",
                    "default option redispatch",
                    "option forwardfor",
                    "option redispatch"));
        default -> line("retries 2");
      }
    }
  }

  private String balance() {
    return randomPieces.one(
        "uri",
        "uri whole",
        "uri path-only",
        "uri depth 2",
        "uri whole path-only",
        "url_param user",
        "hdr(X-Key)",
        "hdr(x-forwarded-for)",
        "hdr(Host)",
        "hash path",
        "hash pathq",
        "hash req.cook(sid)",
        "hash url_param(id)",
        "hash hdr(x-user,1)",
        "hash req.hdr(host)");
  }

  private String hashType() {
    return randomPieces.one(
        "", "sdbm", "djb2 avalanche", "wt6", "crc32", "sdbm avalanche", "djb2", "wt6 avalanche");
  }

  private void server() {
    if (randomPieces.once(4)) {
      line("default-server " + String.join(" ", options(3)));
    }
    if (randomPieces.once(6)) {
      line(".if " + condition());
      line("server " + name() + " 127.0.0.1:9" + (100 + servers));
      line(".elif " + condition());
      line("server " + name() + " 127.0.0.1:9" + (100 + servers) + " weight 3");
      line(".else");
      line("server " + name() + " 127.0.0.1:9" + (100 + servers) + " weight 2");
      line(".endif");
    }
    String id =
        randomPieces.once(5) ? " id " + randomPieces.one("1", "2", "3", "77", "4096", "12x") : "";
    line(
        "server "
            + name()
            + " 127.0.0.1:9"
            + (100 + servers)
            + id
            + " "
            + String.join(" ", options(4)));
  }

  private String name() {
    servers++;
    return randomPieces.one(
            "backup", "disabled", "id", "weight", "check", "server", "default-server", "no")
        + randomPieces.one("", "", "_1", "-1", ":1", ".1")
        + (randomPieces.once(20) ? "" : "." + servers);
  }

  private String condition() {
    return randomPieces.one(
        "1",
        "0",
        "",
        "!0",
        "defined(NOPE)",
        "!defined(NOPE) && 1",
        "0 || ( 1 && !0 )",
        "streq(a,a)",
        "strneq(a,a)",
        "1 && 0 || 1",
        "!!1");
  }

  private java.util.List<String> options(int most) {
    return randomPieces.some(
        most,
        "weight " + randomPieces.one("0", "1", "5", "12", "256", "010", "7x"),
        "disabled",
        "enabled",
        "backup",
        "no-backup",
        "check",
        "inter 2s",
        "fall 3 rise 2",
        "maxconn 100",
        "cookie " + randomPieces.one("weight", "backup", "disabled"),
        "source 127.0.0.1",
        "on-marked-down shutdown-sessions",
        "track-sc0",
        "no-check",
        "tfo",
        "weight 3 weight 4");
  }

  private void mistake() {
    line(
        randomPieces.one(
            "server x",
            "server a/b 127.0.0.1:9001",
            "server x 127.0.0.1:9001 weight 257",
            "server x 127.0.0.1:9001 weight -1",
            "server x 127.0.0.1:9001 id 0",
            "server x 127.0.0.1:9001 nonsense",
            "default-server nonsense",
            "default-server weight 300",
            "balance uri depth",
            "balance uri nonsense",
            "balance nonsense",
            "balance hdr()",
            "hash-type consistent nonsense",
            "hash-type nonsense",
            "hash-type consistent sdbm nonsense",
            "hash-balance-factor 100",
            "hash-balance-factor",
            "mode nonsense",
            "no server",
            "backend shop",
            "backend",
            "backend x from nowhere",
            ".else",
            ".if nonsense(1)",
            ".alert stop",
            ".nonsense",
            "option httpchk GET \"/a",
            "description \\xZZ",
            "description \"$1\"",
            "description \"${A\"",
            "description 'a"));
  }

  /**
   * Writes a line with random tabs, quotes, escapes and comments that do not change its meaning.
   */
  private void line(String plain) {
    StringBuilder line = new StringBuilder(randomPieces.one("", "  ", "\t", "    "));
    boolean macro = plain.startsWith(".") || plain.indexOf('"') >= 0 || plain.indexOf('\'') >= 0;
    for (String word : plain.strip().split(" ", -1)) {
      String written = word;
      if (!macro && word.indexOf('\\') < 0 && !word.isEmpty()) {
        written =
            switch (randomPieces.number(0, 14)) {
              case 0 -> '"' + word + '"';
              case 1 -> "'" + word + "'";
              case 2 -> word.charAt(0) + "\"" + word.substring(1) + "\"";
              case 3 -> "\\x%02x".formatted((int) word.charAt(0)) + word.substring(1);
              default -> word;
            };
      }
      line.append(written).append(randomPieces.one(" ", " ", " ", "\t", "   "));
    }
    if (!macro) {
      line.append(randomPieces.one("", "", "", "", "# it's a \"comment", "\r"));
    }
    text.append(line).append('\n');
    if (randomPieces.once(12)) {
      text.append(randomPieces.one("", "  # backend x", "\t", "#")).append('\n');
    }
  }
}
