package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the upstreams of an nginx configuration that use {@code hash KEY consistent}. */
final class NginxSource {

  private static final int HTTP = 80;

  private final Map<String, String> known;
  private final List<String> remarks = new ArrayList<>();

  private NginxSource(Map<String, String> known) {
    this.known = known;
  }

  static Source read(String text, Map<String, String> known) throws Refusal {
    List<Directive> all = NginxFile.parse(text).stream().flatMap(Directive::all).toList();
    List<Upstream> upstreams = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Directive directive : all) {
      if (directive.name().equals("upstream")) {
        try {
          upstreams.add(new NginxSource(known).upstream(directive));
        } catch (Refusal e) {
          refusals.add("upstream '" + directive.first() + "' is not taken over: " + e.sentence());
        }
      }
      boolean whole = text.contains("# configuration file ");
      if (directive.name().equals("include")
          && !directive.first().endsWith("mime.types")
          && !whole) {
        refusals.add(
            "line "
                + directive.line()
                + ": the include of "
                + directive.first()
                + " is not followed; to read everything, write the output of 'nginx -T' to a file"
                + " and import that.");
      }
    }
    List<LogFormat> logs = new ArrayList<>();
    for (Directive directive : all) {
      if (directive.name().equals("log_format")) {
        logs.add(NginxLog.format(directive));
      }
    }
    return new Source(Source.Program.NGINX, upstreams, refusals, logs);
  }

  private Upstream upstream(Directive block) throws Refusal {
    Directive hash =
        block
            .inner("hash")
            .orElseThrow(() -> new Refusal(block.line(), "it has no 'hash KEY consistent'."));
    if (hash.words().size() != 3 || !hash.words().get(2).equals("consistent")) {
      throw new Refusal(
          hash.line(),
          "'hash' without 'consistent' moves nearly all keys with every server that comes or goes;"
              + " only 'hash KEY consistent' is taken over.");
    }
    Map<String, String> fixed = new HashMap<>(Map.of("proxy_host", block.first()));
    fixed.putAll(known);
    KeyRule rule = NginxKey.rule(hash.line(), hash.first(), fixed);
    remarkOn(rule, hash.line());
    List<Upstream.Server> servers = new ArrayList<>();
    for (Directive directive : block.block()) {
      switch (directive.name()) {
        case "server" -> servers.add(server(directive));
        case "hash",
            "keepalive",
            "keepalive_requests",
            "keepalive_timeout",
            "keepalive_time",
            "zone" -> {}
        case "least_conn", "ip_hash", "random", "least_time" ->
            throw new Refusal(
                directive.line(),
                "it has 'hash' and '" + directive.name() + "', of which the last one counts.");
        default -> remark(directive, "'" + directive.name() + "' is not taken over.");
      }
    }
    if (servers.isEmpty()) {
      throw new Refusal(block.line(), "it has no servers.");
    }
    return new Upstream(
        block.first(), new RingSpec.Nginx(), List.of(rule), 0, "/", servers, remarks);
  }

  private void remarkOn(KeyRule rule, int line) {
    if (rule instanceof KeyRule.Query || rule instanceof KeyRule.Cookie) {
      remarks.add(
          "line "
              + line
              + ": nginx finds the name in the key whatever its case, Ringway only as it is"
              + " written.");
    }
    if (rule instanceof KeyRule.Joined) {
      remarks.add(
          "line "
              + line
              + ": a request that has none of the key's variables goes to any server; nginx sends"
              + " all of these to one.");
    }
  }

  private void remark(Directive directive, String sentence) {
    remarks.add("line " + directive.line() + ": " + sentence);
  }

  private Upstream.Server server(Directive directive) throws Refusal {
    String text = directive.first();
    if (text.isEmpty()) {
      throw new Refusal(directive.line(), "the server has no address.");
    }
    if (text.startsWith("unix:")) {
      throw new Refusal(
          directive.line(), "'" + text + "' is a Unix socket; Ringway reaches servers over TCP.");
    }
    double weight = 1;
    ServerState state = ServerState.READY;
    for (String word : directive.words().subList(2, directive.words().size())) {
      if (word.startsWith("weight=")) {
        weight = Numbers.whole(directive.line(), "weight", word.substring(7), 1, 1_000);
      } else if (word.equals("down")) {
        state = ServerState.DRAINING;
      } else if (word.equals("backup")) {
        throw new Refusal(
            directive.line(),
            "nginx does not start with a backup server next to 'hash'; is this the file that"
                + " runs?");
      } else {
        remark(directive, "'" + word + "' is not taken over.");
      }
    }
    int colon = text.lastIndexOf(':');
    boolean port = colon > text.lastIndexOf(']') && text.indexOf(':') >= 0;
    String host = port ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int number =
        port
            ? (int) Numbers.whole(directive.line(), "port", text.substring(colon + 1), 1, 65_535)
            : HTTP;
    return new Upstream.Server(Upstream.Server.name(text), host, number, weight, state, text);
  }
}
