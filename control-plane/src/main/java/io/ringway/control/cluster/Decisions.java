package io.ringway.control.cluster;

import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of the aggregate: what a cluster becomes by a change, or why it must not. */
final class Decisions {

  private static final Pattern SERVER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final ServerAddresses addresses;
  private final ReplicaDecisions replicas;
  private final Aftermath aftermath;

  Decisions(ServerAddresses addresses, ReplicaDecisions replicas, InstantSource clock) {
    this.addresses = addresses;
    this.replicas = replicas;
    this.aftermath = new Aftermath(clock);
  }

  /**
   * Decides.
   *
   * @param before null when there is no cluster of this name
   * @param newId the id of a cluster that is created
   */
  Decision decide(@Nullable ClusterDetails before, Change change, String newId) {
    try {
      return aftermath.of(before, decision(before, change, newId));
    } catch (IllegalArgumentException e) {
      // The records of the protocol check themselves, with sentences made for users.
      throw Problems.invalid(String.valueOf(e.getMessage()));
    }
  }

  private Decision decision(@Nullable ClusterDetails before, Change change, String newId) {
    if (change instanceof Change.CreateCluster create) {
      return create(before, create, newId);
    }
    if (before == null) {
      throw Problems.noCluster(change.cluster());
    }
    return switch (change) {
      case Change.CreateCluster create -> create(before, create, newId);
      case Change.UpdateCluster update -> update(before, update);
      case Change.DeleteCluster delete -> delete(before, delete);
      case Change.AddServers add -> add(before, add);
      case Change.UpdateServer update -> updateServer(before, update);
      case Change.SetServerStates set -> states(before, set);
      case Change.RemoveServers remove -> remove(before, remove);
      case Change.Scale scale -> replicas.scale(before, scale);
      case Change.AddReplicas more -> replicas.add(before, more);
      case Change.RemoveReplicas fewer -> replicas.remove(before, fewer);
      case Change.PinKey pin -> PinDecisions.pin(before, pin);
      case Change.UnpinKey unpin -> PinDecisions.unpin(before, unpin);
      case Change.Stack stack -> stack(before, stack);
    };
  }

  /** One after the other; what follows from them (ramps, lost pins) is settled once, at the end. */
  private Decision stack(ClusterDetails before, Change.Stack stack) {
    List<Change> changes = stack.changes();
    if (changes.isEmpty() || changes.size() > Change.Stack.MOST) {
      throw Problems.invalid(
          "A stack has 1 to " + Change.Stack.MOST + " changes, not " + changes.size() + ".");
    }
    ClusterDetails now = before;
    List<String> predicates = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = onto(before, now, changes.get(i));
      Decision decision = part(now, change, i + 1, changes.size());
      if (decision.after() != null) {
        now = decision.after();
      }
      predicates.add(decision.predicate());
    }
    return new Decision(now, Words.list(predicates));
  }

  /** Settings that leave the pins as they were leave those that the stack has made, too. */
  private static Change onto(ClusterDetails before, ClusterDetails now, Change change) {
    return change instanceof Change.UpdateCluster update
            && update.settings().steering().pins().equals(before.config().steering().pins())
        ? new Change.UpdateCluster(
            update.cluster(),
            update.name(),
            update
                .settings()
                .with(update.settings().steering().with(now.config().steering().pins())))
        : change;
  }

  private Decision part(ClusterDetails now, Change change, int number, int of) {
    try {
      return switch (change) {
        case Change.CreateCluster _, Change.DeleteCluster _, Change.Stack _ ->
            throw Problems.invalid(
                "A stack changes one cluster that is there: create or delete it by itself, and put"
                    + " no stack into a stack.");
        case Change.UpdateCluster _,
            Change.AddServers _,
            Change.UpdateServer _,
            Change.SetServerStates _,
            Change.RemoveServers _,
            Change.Scale _,
            Change.AddReplicas _,
            Change.RemoveReplicas _,
            Change.PinKey _,
            Change.UnpinKey _ ->
            decision(now, change, "");
      };
    } catch (ProblemException e) {
      throw of == 1 ? e : Problems.part(number, of, e);
    } catch (IllegalArgumentException e) {
      ProblemException invalid = Problems.invalid(String.valueOf(e.getMessage()));
      throw of == 1 ? invalid : Problems.part(number, of, invalid);
    }
  }

  private Decision create(
      @Nullable ClusterDetails before, Change.CreateCluster change, String newId) {
    if (before != null) {
      throw Problems.conflict(
          "There is a cluster '" + change.cluster() + "' already: choose another name.");
    }
    ClusterConfig empty = change.settings().config(newId, change.cluster(), List.of());
    ClusterDetails details = new ClusterDetails(empty, change.plan(), Set.of(), 0);
    ClusterDetails after = join(details, change.servers());
    return new Decision(after, "created cluster " + change.cluster());
  }

  private static Decision update(ClusterDetails before, Change.UpdateCluster change) {
    ClusterConfig config = before.config();
    String name = change.name() == null ? config.name() : change.name();
    ClusterConfig next = change.settings().config(config.id(), name, config.servers());
    String predicate =
        name.equals(config.name())
            ? Words.settings(ClusterSettings.of(config), change.settings()) + " of " + name
            : "renamed cluster " + config.name() + " to " + name;
    return new Decision(with(before, next), predicate);
  }

  private static Decision delete(ClusterDetails before, Change.DeleteCluster change) {
    if (before.ready() > 0 && !change.force()) {
      throw Problems.conflict(
          "Cluster '"
              + change.cluster()
              + "' still has "
              + before.ready()
              + " ready servers: remove them first, or force it (force=true).");
    }
    return new Decision(null, "deleted cluster " + change.cluster());
  }

  private Decision add(ClusterDetails before, Change.AddServers change) {
    if (change.servers().isEmpty()) {
      throw Problems.invalid("Name at least one server to add.");
    }
    List<String> names = change.servers().stream().map(NewServer::name).toList();
    return new Decision(
        join(before, change.servers()), "added " + Words.list(names) + " to " + change.cluster());
  }

  private ClusterDetails join(ClusterDetails before, List<NewServer> joining) {
    List<ServerConfig> servers = new ArrayList<>(before.config().servers());
    Set<String> managed = new HashSet<>(before.managedServerIds());
    Set<String> ids = new HashSet<>();
    servers.forEach(server -> ids.add(server.id()));
    for (NewServer server : joining) {
      String host = addresses.check(server.host(), server.managed());
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
              name(server.name()),
              host,
              server.port(),
              server.weight(),
              server.state(),
              server.hashKey(),
              0));
    }
    return new ClusterDetails(
        servers(before.config(), servers), before.plan(), managed, before.revision());
  }

  private Decision updateServer(ClusterDetails before, Change.UpdateServer change) {
    ServerConfig server = find(before, change.server());
    boolean managed = before.managed(server);
    if (managed && (change.name() != null || change.host() != null || change.port() != null)) {
      throw Problems.conflict(
          "'"
              + server.name()
              + "' is run by the "
              + before.plan().runtime()
              + " runtime, which gives it its name and address: scale the cluster instead.");
    }
    ServerConfig next =
        new ServerConfig(
            server.id(),
            change.name() == null ? server.name() : name(change.name()),
            change.host() == null ? server.host() : addresses.check(change.host(), false),
            change.port() == null ? server.port() : change.port(),
            change.weight() == null ? server.weight() : change.weight(),
            change.state() == null ? server.state() : change.state(),
            change.hashKey() == null ? server.hashKey() : change.hashKey(),
            server.joinedAtMillis());
    List<ServerConfig> servers =
        before.config().servers().stream().map(old -> old.equals(server) ? next : old).toList();
    return new Decision(
        with(before, servers(before.config(), servers)),
        Words.difference(server, next) + " in " + change.cluster());
  }

  private static Decision states(ClusterDetails before, Change.SetServerStates change) {
    Set<String> ids = ids(before, change.servers());
    List<ServerConfig> servers =
        before.config().servers().stream()
            .map(server -> ids.contains(server.id()) ? server.with(change.state()) : server)
            .toList();
    return new Decision(
        with(before, servers(before.config(), servers)),
        Words.verb(change.state())
            + " "
            + Words.list(names(before, ids))
            + " in "
            + change.cluster());
  }

  private static Decision remove(ClusterDetails before, Change.RemoveServers change) {
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
        new ClusterDetails(servers(before.config(), staying), plan, managed, before.revision());
    if (before.ready() > 0 && after.ready() == 0 && !change.force()) {
      throw Problems.lastReady(change.cluster());
    }
    return new Decision(after, "removed " + Words.list(leaving) + " from " + change.cluster());
  }

  static ClusterConfig servers(ClusterConfig config, List<ServerConfig> servers) {
    return ClusterSettings.of(config).config(config.id(), config.name(), servers);
  }

  static ClusterDetails with(ClusterDetails before, ClusterConfig config) {
    return new ClusterDetails(config, before.plan(), before.managedServerIds(), before.revision());
  }

  static String name(String name) {
    if (!SERVER_NAME.matcher(name).matches()) {
      String shown = name.length() <= 70 ? name : name.substring(0, 70) + "…";
      throw Problems.invalid(
          "'"
              + shown
              + "' is not a server name: use 1 to 64 letters, digits, dots, dashes and underscores,"
              + " starting with a letter or a digit.");
    }
    return name;
  }

  static ServerConfig find(ClusterDetails before, String idOrName) {
    return before
        .server(idOrName)
        .orElseThrow(() -> Problems.noServer(before.config().name(), idOrName));
  }

  private static Set<String> ids(ClusterDetails before, List<String> servers) {
    if (servers.isEmpty()) {
      throw Problems.invalid("Name at least one server.");
    }
    Set<String> ids = new HashSet<>();
    servers.forEach(server -> ids.add(find(before, server).id()));
    return ids;
  }

  private static List<String> names(ClusterDetails before, Set<String> ids) {
    return before.config().servers().stream()
        .filter(server -> ids.contains(server.id()))
        .map(ServerConfig::name)
        .toList();
  }
}
