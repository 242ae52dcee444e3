package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@code upstream} block, read line by line. The last balancing method applies to the whole
 * block; the present one decides what a {@code server} line may contain.
 */
final class NginxUpstream {

  private static final Set<String> METHODS =
      Set.of("hash", "ip_hash", "least_conn", "random", "least_time");

  /** Balancing methods that do not support backup servers. */
  private static final Set<String> WITHOUT_BACKUP = Set.of("hash", "ip_hash", "random");

  private static final Set<String> HARMLESS =
      Set.of(
          "keepalive", "keepalive_requests", "keepalive_timeout", "keepalive_time", "zone", "ntlm");

  private static final Set<String> IGNORED = Set.of("resolver", "resolver_timeout", "queue");

  private final Directive block;
  private final Map<String, String> known;
  private final List<String> remarks;
  private final NginxServers servers;
  private @Nullable Directive method;
  private boolean replacedHash;

  NginxUpstream(Directive block, Map<String, String> known, List<String> remarks) {
    this.block = block;
    this.known = known;
    this.remarks = new ArrayList<>(remarks);
    this.servers = new NginxServers(this.remarks);
  }

  Upstream read() throws CliException {
    for (Directive directive : block.block()) {
      take(directive);
    }
    if (method == null) {
      throw new CliException(block.line(), "it has no 'hash KEY consistent'.");
    }
    if (!method.name().equals("hash")) {
      throw new CliException(
          method.line(),
          replacedHash
              ? "it has 'hash' and '" + method.name() + "', of which the last one counts."
              : "it has no 'hash KEY consistent' but '" + method.name() + "'.");
    }
    if (method.words().size() != 3) {
      throw new CliException(
          method.line(),
          "'hash' without 'consistent' moves nearly all keys with every server that comes or goes;"
              + " only 'hash KEY consistent' is taken over.");
    }
    Map<String, String> fixed = new HashMap<>(Map.of("proxy_host", block.first()));
    fixed.putAll(known);
    KeyRule rule = NginxKey.rule(method.line(), method.first(), fixed, remarks);
    List<Upstream.Server> read = servers.read();
    if (read.stream().noneMatch(server -> server.state() != ServerState.DISABLED)) {
      throw new CliException(block.line(), "it has no servers.");
    }
    return new Upstream(
        block.first(),
        new RingSpec.Nginx(),
        List.of(rule),
        0,
        HealthCheck.DEFAULT,
        read,
        remarks.stream().distinct().toList());
  }

  private void take(Directive directive) throws CliException {
    String name = directive.name();
    if (METHODS.contains(name)) {
      method(directive);
    } else if (name.equals("server")) {
      servers.take(
          directive,
          method == null || !WITHOUT_BACKUP.contains(method.name()) ? "" : method.name());
    } else if (name.equals("include")) {
      throw new CliException(
          directive.line(),
          "it includes "
              + directive.first()
              + ", which is not followed; write the output of 'nginx -T' to a file and import"
              + " that.");
    } else if (IGNORED.contains(name)) {
      remarks.add("line " + directive.line() + ": '" + name + "' is not taken over.");
    } else if (!HARMLESS.contains(name)) {
      throw new CliException(
          directive.line(),
          "nginx itself knows no '"
              + name
              + "' in an upstream; whether it chooses servers is not known here. Take it out for"
              + " the import if it does not.");
    }
  }

  private void method(Directive directive) throws CliException {
    int words = directive.words().size();
    boolean hash = directive.name().equals("hash");
    if ((hash && words != 2 && words != 3)
        || (hash && words == 3 && !directive.words().get(2).equals("consistent"))) {
      throw new CliException(
          directive.line(), "'hash' takes a key and, if you like, 'consistent'; nothing else.");
    }
    if (method != null) {
      replacedHash |= method.name().equals("hash");
      remarks.add(
          "line "
              + directive.line()
              + ": '"
              + directive.name()
              + "' replaces '"
              + method.name()
              + "' of line "
              + method.line()
              + ", as in nginx.");
    }
    method = directive;
  }
}
