package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The servers of a section. {@code default-server} applies to the lines after it, on top of earlier
 * ones. Ids are assigned as HAProxy assigns them.
 */
final class HaProxyServers {

  private record Server(Line line, HaProxyServerOptions options) {}

  private final List<Server> servers = new ArrayList<>();
  private final List<String> remarks;
  private HaProxyServerOptions defaults = HaProxyServerOptions.NONE;

  HaProxyServers(List<String> remarks) {
    this.remarks = remarks;
  }

  /** Handles a line {@code default-server …}. */
  void defaults(Line line) throws CliException {
    defaults = defaults.and(line, 1);
    remark(line, defaults.ignored(), "'default-server'");
  }

  private void remark(Line line, List<String> ignored, String whose) {
    if (!ignored.isEmpty()) {
      remarks.add(
          "line "
              + line.number()
              + ": '"
              + String.join("', '", ignored)
              + "' of "
              + whose
              + (ignored.size() == 1 ? " is" : " are")
              + " not taken over.");
    }
  }

  /** Handles a line {@code server …}. */
  void server(Line line) throws CliException {
    line.refuseUnknown();
    if (!line.word(1).matches("[A-Za-z0-9.:_-]+") || line.word(2).isEmpty()) {
      throw new CliException(
          line.number(),
          "'server' is followed by a name of letters, digits and .:_- and by an address.");
    }
    HaProxyServerOptions options = defaults.and(line, 3);
    servers.add(new Server(line, options));
    remark(line, options.ignored(), "server '" + line.word(1) + "'");
  }

  /** Returns the port of the checks of all servers; 0 for that of each server. */
  int checkedPort() {
    List<Integer> ports =
        servers.stream().map(server -> server.options().checkedPort()).distinct().toList();
    if (ports.size() == 1) {
      return ports.getFirst();
    }
    for (Server server : servers) {
      if (server.options().checkedPort() > 0) {
        remark(
            server.line(),
            List.of("port " + server.options().checkedPort()),
            "server '" + server.line().word(1) + "', which its checks ask,");
      }
    }
    return 0;
  }

  /** Returns the servers, in the order of the file. */
  List<Upstream.Server> read() throws CliException {
    Map<Long, Integer> taken = new HashMap<>();
    for (Server server : servers) {
      long id = server.options().id();
      Integer before = id == 0 ? null : taken.putIfAbsent(id, server.line().number());
      if (before != null) {
        throw new CliException(
            server.line().number(),
            "the id " + id + " is taken by the server in line " + before + ".");
      }
    }
    // As in HAProxy, each line counts, and a server without an id gets the next one that is free.
    long next = 1;
    Set<String> unnumbered = new HashSet<>();
    ServerNames names = new ServerNames();
    List<Upstream.Server> read = new ArrayList<>();
    for (Server server : servers) {
      long id = server.options().id();
      if (id == 0) {
        if (!unnumbered.add(server.line().word(1))) {
          throw new CliException(
              server.line().number(),
              "there is another server '"
                  + server.line().word(1)
                  + "' before; HAProxy refuses it.");
        }
        while (taken.containsKey(next)) {
          next++;
        }
        id = next;
      }
      next++;
      read.add(server(server, id, names));
    }
    return read;
  }

  private Upstream.Server server(Server server, long id, ServerNames names) throws CliException {
    Line line = server.line();
    String address = line.word(2);
    int colon = address.lastIndexOf(':');
    if (colon <= 0
        || address.startsWith("/")
        || address.startsWith("*")
        || address.contains("@")
        || !address.substring(colon + 1).matches("[0-9]+")) {
      throw new CliException(
          line.number(),
          "server '"
              + line.word(1)
              + "' has the address '"
              + address
              + "': Ringway needs host:port.");
    }
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    int port =
        (int) NumberParser.whole(line.number(), "port", address.substring(colon + 1), 1, 65_535);
    HaProxyServerOptions options = server.options();
    ServerState state = ServerState.READY;
    if (options.backup()) {
      remarks.add(
          "line "
              + line.number()
              + ": backup server '"
              + line.word(1)
              + "' is taken over as disabled: Ringway has no servers that wait for all others to"
              + " fail.");
      state = ServerState.DISABLED;
    } else if (options.disabled()) {
      state = ServerState.DISABLED;
    } else if (options.weight() == 0) {
      state = ServerState.DRAINING;
    }
    return new Upstream.Server(
        names.name(line.word(1)),
        line.word(1),
        host,
        port,
        Math.max(options.weight(), 1),
        state,
        String.valueOf(id));
  }
}
