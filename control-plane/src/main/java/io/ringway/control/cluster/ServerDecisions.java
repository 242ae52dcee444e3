package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for adding, changing and removing servers. */
final class ServerDecisions {

  private ServerDecisions() {}

  static DecidedChange add(ClusterDetails before, Change.AddServers change) {
    if (change.servers().isEmpty()) {
      throw ClusterProblems.invalid("Name at least one server to add.");
    }
    List<String> added = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    for (NewServer server : change.servers()) {
      boolean known = before.server(server.name()).isPresent();
      (known ? moved : added).add(server.name());
    }
    List<String> done = new ArrayList<>();
    if (!added.isEmpty()) {
      done.add("added " + RevisionSentences.list(added) + " to " + change.cluster());
    }
    if (!moved.isEmpty()) {
      String addresses = moved.size() == 1 ? " a new address" : " new addresses";
      done.add("gave " + RevisionSentences.list(moved) + " of " + change.cluster() + addresses);
    }
    return new DecidedChange(join(before, change.servers()), String.join(" and ", done));
  }

  static ClusterDetails join(ClusterDetails before, List<NewServer> joining) {
    List<ServerConfig> servers = new ArrayList<>(before.config().servers());
    Set<String> managed = new HashSet<>(before.managedServerIds());
    Set<String> ids = new HashSet<>();
    servers.forEach(server -> ids.add(server.id()));
    for (NewServer server : joining) {
      String host = ServerHosts.stored(server.host());
      ServerConfig known = before.server(server.name()).orElse(null);
      if (known != null && server.managed() && before.managed(known)) {
        servers.set(
            servers.indexOf(known),
            new ServerConfig(
                known.id(),
                known.name(),
                host,
                server.port(),
                known.weight(),
                known.state(),
                known.hashKey(),
                known.joinedAtMillis()));
        continue;
      }
      String id = ids.contains(server.name()) ? server.name() + "~" + ids.size() : server.name();
      ids.add(id);
      if (server.managed()) {
        managed.add(id);
      }
      servers.add(
          new ServerConfig(
              id,
              ClusterDecisions.name(server.name()),
              host,
              server.port(),
              server.weight(),
              server.state(),
              server.hashKey(),
              0));
    }
    return new ClusterDetails(
        ClusterDecisions.servers(before.config(), servers),
        before.plan(),
        managed,
        before.revision());
  }

  static DecidedChange update(ClusterDetails before, Change.UpdateServer change) {
    ServerConfig server = ClusterDecisions.find(before, change.server());
    boolean managed = before.managed(server);
    if (managed && !samePlace(server, change)) {
      throw ClusterProblems.conflict(
          "'"
              + server.name()
              + "' is run by the "
              + before.plan().runtime()
              + " runtime, which gives it its name and address: scale the cluster instead.");
    }
    int port = change.port() == null ? server.port() : change.port();
    boolean elsewhere =
        change.host() != null && !change.host().equals(server.host()) || port != server.port();
    String host = change.host() == null ? server.host() : change.host();
    ServerConfig next =
        new ServerConfig(
            server.id(),
            change.name() == null || change.name().equals(server.name())
                ? server.name()
                : ClusterDecisions.name(change.name()),
            // Draining a server must not require fixing an address that was stored earlier.
            elsewhere ? ServerHosts.stored(host) : host,
            port,
            change.weight() == null ? server.weight() : change.weight(),
            change.state() == null ? server.state() : change.state(),
            change.hashKey() == null ? server.hashKey() : change.hashKey(),
            server.joinedAtMillis());
    List<ServerConfig> servers =
        before.config().servers().stream().map(old -> old.equals(server) ? next : old).toList();
    return new DecidedChange(
        ClusterDecisions.with(before, ClusterDecisions.servers(before.config(), servers)),
        RevisionSentences.difference(server, next) + " in " + change.cluster());
  }

  /**
   * Returns true when name and address are unchanged: a client is allowed to send back what it
   * read.
   */
  private static boolean samePlace(ServerConfig server, Change.UpdateServer change) {
    return (change.name() == null || change.name().equals(server.name()))
        && (change.host() == null || change.host().equals(server.host()))
        && (change.port() == null || change.port() == server.port());
  }

  static DecidedChange states(ClusterDetails before, Change.SetServerStates change) {
    Set<String> ids = ids(before, change.servers());
    List<ServerConfig> servers =
        before.config().servers().stream()
            .map(server -> ids.contains(server.id()) ? server.with(change.state()) : server)
            .toList();
    return new DecidedChange(
        ClusterDecisions.with(before, ClusterDecisions.servers(before.config(), servers)),
        RevisionSentences.verb(change.state())
            + " "
            + RevisionSentences.list(names(before, ids))
            + " in "
            + change.cluster());
  }

  static DecidedChange remove(ClusterDetails before, Change.RemoveServers change) {
    Set<String> ids = ids(before, change.servers());
    List<ServerConfig> staying =
        before.config().servers().stream().filter(server -> !ids.contains(server.id())).toList();
    Set<String> managed = new HashSet<>(before.managedServerIds());
    managed.removeAll(ids);
    List<String> leaving = names(before, ids);
    ReplicaPlan plan =
        new ReplicaPlan(
            before.plan().runtime(),
            before.plan().names().stream()
                .filter(name ->
                    before.config().servers().stream()
                        .noneMatch(server ->
                            ids.contains(server.id())
                                && before.managed(server)
                                && server.name().equals(name)))
                .toList());
    ClusterDetails after =
        new ClusterDetails(
            ClusterDecisions.servers(before.config(), staying), plan, managed, before.revision());
    if (before.ready() > 0 && after.ready() == 0 && !change.force()) {
      throw ClusterProblems.lastReady(change.cluster());
    }
    return new DecidedChange(
        after, "removed " + RevisionSentences.list(leaving) + " from " + change.cluster());
  }

  private static Set<String> ids(ClusterDetails before, List<String> servers) {
    if (servers.isEmpty()) {
      throw ClusterProblems.invalid("Name at least one server.");
    }
    Set<String> ids = new HashSet<>();
    servers.forEach(server -> ids.add(ClusterDecisions.find(before, server).id()));
    return ids;
  }

  private static List<String> names(ClusterDetails before, Set<String> ids) {
    return before.config().servers().stream()
        .filter(server -> ids.contains(server.id()))
        .map(ServerConfig::name)
        .toList();
  }
}
