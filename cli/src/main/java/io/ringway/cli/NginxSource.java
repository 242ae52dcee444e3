package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.KeyRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the upstreams of an nginx configuration that use {@code hash KEY consistent}. */
final class NginxSource {

  private final Map<String, String> known;
  private final List<Directive> file;
  private final List<Upstream> upstreams = new ArrayList<>();
  private final List<ConfigSource.Refused> refused = new ArrayList<>();

  private NginxSource(List<Directive> file, Map<String, String> known) {
    this.file = file;
    this.known = known;
  }

  static ConfigSource read(String text, Map<String, String> known) throws CliException {
    List<Directive> file = NginxIncludes.resolved(text, NginxFile.parse(text));
    NginxSource source = new NginxSource(file, known);
    // A 'server' with 'proxy_pass' outside of a location exists only for TCP connections.
    boolean ofStream =
        file.stream()
            .anyMatch(it -> it.name().equals("server") && it.inner("proxy_pass").isPresent());
    source.walk(file, ofStream, new HashSet<>());
    List<LogFormat> logs = new ArrayList<>();
    for (Directive directive : source.all()) {
      if (directive.name().equals("log_format") && directive.words().size() > 2) {
        logs.add(NginxLog.format(directive));
      } else if (directive.name().equals("include") && !directive.first().endsWith("mime.types")) {
        source.refused.add(NginxIncludes.refused(directive));
      }
    }
    return new ConfigSource(ConfigSource.Program.NGINX, source.upstreams, source.refused, logs);
  }

  private List<Directive> all() {
    return file.stream().flatMap(Directive::all).toList();
  }

  private void walk(List<Directive> directives, boolean stream, Set<String> names)
      throws CliException {
    for (Directive directive : directives) {
      if (directive.name().equals("upstream")) {
        if (!names.add(directive.first())) {
          throw new CliException(
              directive.line(),
              "there is another upstream '"
                  + directive.first()
                  + "' before, for which nginx refuses the file.");
        }
        try {
          upstreams.add(upstream(directive, stream));
        } catch (CliException e) {
          refused.add(new ConfigSource.Refused("upstream", directive.first(), e.sentence()));
        }
      } else if (List.of("http", "stream", "mail").contains(directive.name())) {
        walk(directive.block(), directive.name().equals("stream"), new HashSet<>());
      }
    }
  }

  private Upstream upstream(Directive block, boolean stream) throws CliException {
    if (stream) {
      throw new CliException(
          block.line(),
          "it stands in 'stream', which balances connections, and Ringway balances HTTP requests"
              + " only.");
    }
    if (block.words().size() != 2) {
      throw new CliException(block.line(), "'upstream' takes one name.");
    }
    Upstream upstream;
    try {
      upstream = new NginxUpstream(block, known, List.of()).read();
    } catch (IllegalArgumentException e) {
      throw new CliException(block.line(), String.valueOf(e.getMessage()));
    }
    return upstream.and(remarks(upstream.keyRules())).checked(block.line());
  }

  /** Returns notes about the directives that modify a request before nginx hashes it. */
  private List<String> remarks(List<KeyRule> rules) {
    List<KeyRule> parts =
        rules.getFirst() instanceof KeyRule.Joined joined ? joined.parts() : rules;
    boolean ofPath = parts.stream().anyMatch(KeyRule.NormalPath.class::isInstance);
    boolean ofQuery = parts.stream().anyMatch(KeyRule.Query.class::isInstance);
    List<String> remarks = new ArrayList<>();
    for (Directive directive : all()) {
      boolean changes =
          switch (directive.name()) {
            case "real_ip_header",
                "more_set_input_headers",
                "more_clear_input_headers",
                "underscores_in_headers",
                "ignore_invalid_headers" ->
                true;
            case "rewrite" -> ofPath || ofQuery;
            case "set" -> ofQuery && directive.first().equals("$args");
            case "try_files", "error_page", "merge_slashes", "index" -> ofPath;
            default -> false;
          };
      if (changes) {
        remarks.add(
            "line "
                + directive.line()
                + ": '"
                + directive.name()
                + (directive.name().equals("real_ip_header")
                    ? " "
                        + directive.first()
                        + "' gives requests another client address than that of the connection;"
                        + " where the key has it, let the balancer trust the same proxies."
                    : "' changes requests before nginx hashes them; Ringway hashes what the client"
                        + " sent, so keys that depend on it differ."));
      }
    }
    return remarks;
  }
}
