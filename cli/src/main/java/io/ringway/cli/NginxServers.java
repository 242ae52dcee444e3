package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The {@code server} lines of an upstream. */
final class NginxServers {

  private static final int HTTP = 80;

  /** The host names that the control plane accepts. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
              + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

  private record Server(Directive directive, double weight, ServerState state) {}

  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final List<String> remarks;
  private double allWeight;
  private double downWeight;

  NginxServers(List<String> remarks) {
    this.remarks = remarks;
  }

  private void remark(Directive directive, String sentence) {
    remarks.add("line " + directive.line() + ": " + sentence);
  }

  /**
   * Handles a line.
   *
   * @param withoutBackup the balancing method so far, if it forbids backup servers, or empty
   */
  void take(Directive directive, String withoutBackup) throws CliException {
    if (directive.first().isEmpty() || !directive.block().isEmpty()) {
      throw new CliException(directive.line(), "the server has no address.");
    }
    double weight = 1;
    ServerState state = ServerState.READY;
    boolean backup = false;
    for (String word : directive.words().subList(2, directive.words().size())) {
      String value = word.substring(word.indexOf('=') + 1);
      switch (word.equals(value) ? word : word.substring(0, word.indexOf('='))) {
        case "weight" -> weight = NumberParser.whole(directive.line(), "weight", value, 1, 1_000);
        case "down" -> state = ServerState.DRAINING;
        case "backup" -> {
          if (!withoutBackup.isEmpty()) {
            throw new CliException(
                directive.line(),
                "nginx does not start with a backup server after '"
                    + withoutBackup
                    + "'; is this the file that runs?");
          }
          backup = true;
        }
        case "max_fails", "max_conns" -> {
          NumberParser.whole(directive.line(), "number", value, 0, Integer.MAX_VALUE);
          remark(directive, "'" + word + "' is not taken over.");
        }
        case "fail_timeout", "slow_start", "resolve", "route", "service", "drain" ->
            remark(directive, "'" + word + "' is not taken over.");
        default ->
            throw new CliException(directive.line(), "nginx knows no '" + word + "' of a server.");
      }
    }
    if (backup) {
      remark(
          directive,
          "backup server '"
              + directive.first()
              + "' is taken over as disabled: Ringway has no servers that wait for all others to"
              + " fail.");
      servers.putIfAbsent(directive.first(), new Server(directive, weight, ServerState.DISABLED));
      return;
    }
    allWeight += weight;
    downWeight += state == ServerState.READY ? 0 : weight;
    add(directive, weight, state);
  }

  private void add(Directive directive, double weight, ServerState state) {
    Server before = servers.get(directive.first());
    Server now = new Server(directive, weight, state);
    if (before != null && before.state() != ServerState.DISABLED) {
      // The points of the smaller weight are also points of the greater one.
      remark(
          directive,
          "'"
              + directive.first()
              + "' stands in line "
              + before.directive().line()
              + " already, and nginx gives both the same points: one server with the greater of"
              + " the weights maps every key alike.");
      ServerState better = before.state() == ServerState.READY ? before.state() : state;
      now = new Server(before.directive(), Math.max(weight, before.weight()), better);
    }
    servers.put(directive.first(), now);
  }

  /** Returns the servers, in the order of the file. */
  List<Upstream.Server> read() throws CliException {
    if (2 * downWeight > allWeight && servers.size() > 1) {
      Directive first = servers.values().iterator().next().directive();
      remark(
          first,
          "most of the weight is down; after 20 points of such servers in a row nginx gives up"
              + " hashing, Ringway goes on.");
    }
    ServerNames names = new ServerNames();
    List<Upstream.Server> read = new ArrayList<>();
    for (Server server : servers.values()) {
      read.add(server(server, names));
    }
    return read;
  }

  private Upstream.Server server(Server server, ServerNames names) throws CliException {
    int line = server.directive().line();
    String text = server.directive().first();
    if (text.regionMatches(true, 0, "unix:", 0, 5)) {
      throw new CliException(
          line, "'" + text + "' is a Unix socket; Ringway reaches servers over TCP.");
    }
    int colon = text.indexOf(':', text.startsWith("[") ? Math.max(0, text.indexOf(']')) : 0);
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean literal = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty()
        || host.startsWith("[") != literal
        || host.matches(".*[/?\\s\\x00-\\x1f\ufffd].*")) {
      throw new CliException(line, "'" + text + "' is no host:port.");
    }
    if (!literal && !HOST.matcher(host).matches()) {
      remark(
          server.directive(),
          "the server '"
              + text
              + "' makes the control plane refuse the import, which takes no host '"
              + host
              + "'. Create the cluster by REST, this server with another name or an address of its"
              + " machine, and with '"
              + text
              + "' as its hashKey: then its keys stay.");
    }
    int port =
        colon < 0
            ? HTTP
            : (int) NumberParser.whole(line, "port", text.substring(colon + 1), 1, 65_535);
    return new Upstream.Server(
        names.name(text),
        text,
        literal ? host.substring(1, host.length() - 1) : host,
        port,
        server.weight(),
        server.state(),
        text);
  }
}
