package io.ringway.control.cluster;

import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Steering;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of the aggregate: they turn a change into the cluster after it, or refuse it. */
final class ClusterDecisions {

  private static final Pattern SERVER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final ReplicaDecisions replicas;
  private final ServerChangeEffects serverChangeEffects;

  ClusterDecisions(ReplicaDecisions replicas, InstantSource clock) {
    this.replicas = replicas;
    this.serverChangeEffects = new ServerChangeEffects(clock);
  }

  /**
   * Decides a change.
   *
   * @param before null when there is no cluster of this name
   * @param newId the id of a cluster that is created
   */
  DecidedChange decide(@Nullable ClusterDetails before, Change change, String newId) {
    try {
      return serverChangeEffects.of(before, decision(before, change, newId));
    } catch (IllegalArgumentException e) {
      // The records of the protocol validate themselves with messages that are written for users.
      throw ClusterProblems.invalid(String.valueOf(e.getMessage()));
    }
  }

  private DecidedChange decision(@Nullable ClusterDetails before, Change change, String newId) {
    if (change instanceof Change.CreateCluster create) {
      return create(before, create, newId);
    }
    if (before == null) {
      throw ClusterProblems.noCluster(change.cluster());
    }
    return switch (change) {
      case Change.CreateCluster create -> create(before, create, newId);
      case Change.UpdateCluster update -> update(before, update);
      case Change.DeleteCluster delete -> delete(before, delete);
      case Change.AddServers add -> ServerDecisions.add(before, add);
      case Change.UpdateServer update -> ServerDecisions.update(before, update);
      case Change.SetServerStates set -> ServerDecisions.states(before, set);
      case Change.RemoveServers remove -> ServerDecisions.remove(before, remove);
      case Change.Scale scale -> replicas.scale(before, scale);
      case Change.AddReplicas more -> replicas.add(before, more);
      case Change.RemoveReplicas fewer -> replicas.remove(before, fewer);
      case Change.PinKey pin -> PinDecisions.pin(before, pin);
      case Change.UnpinKey unpin -> PinDecisions.unpin(before, unpin);
      case Change.Stack stack -> stack(before, stack);
    };
  }

  /**
   * Decides the changes one after the other. Their consequences (slow starts, lost pins) are
   * settled once, at the end.
   */
  private DecidedChange stack(ClusterDetails before, Change.Stack stack) {
    List<Change> changes = stack.changes();
    if (changes.isEmpty() || changes.size() > Change.Stack.MOST) {
      throw ClusterProblems.invalid(
          "A stack has 1 to " + Change.Stack.MOST + " changes, not " + changes.size() + ".");
    }
    ClusterDetails now = before;
    List<String> predicates = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = onto(before, now, changes.get(i));
      DecidedChange decidedChange = part(now, change, i + 1, changes.size());
      if (decidedChange.after() != null) {
        now = decidedChange.after();
      }
      predicates.add(decidedChange.predicate());
    }
    return new DecidedChange(now, RevisionSentences.list(predicates));
  }

  /**
   * Keeps the pins that earlier changes of the stack made when new settings do not change the pins
   * themselves.
   */
  private static Change onto(ClusterDetails before, ClusterDetails now, Change change) {
    if (!(change
            instanceof Change.UpdateCluster(String cluster, var name, ClusterSettings settings))
        || !settings.steering().pins().equals(before.config().settings().steering().pins())) {
      return change;
    }
    Steering steering = settings.steering().with(now.config().settings().steering().pins());
    return new Change.UpdateCluster(cluster, name, settings.with(it -> it.steering = steering));
  }

  private DecidedChange part(ClusterDetails now, Change change, int number, int of) {
    try {
      return switch (change) {
        case Change.CreateCluster _, Change.DeleteCluster _, Change.Stack _ ->
            throw ClusterProblems.invalid(
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
      throw of == 1 ? e : ClusterProblems.part(number, of, e);
    } catch (IllegalArgumentException e) {
      ProblemException invalid = ClusterProblems.invalid(String.valueOf(e.getMessage()));
      throw of == 1 ? invalid : ClusterProblems.part(number, of, invalid);
    }
  }

  private DecidedChange create(
      @Nullable ClusterDetails before, Change.CreateCluster change, String newId) {
    if (before != null) {
      throw ClusterProblems.conflict(
          "There is a cluster '" + change.cluster() + "' already: choose another name.");
    }
    SettingsSyntax.check(null, change.settings());
    ClusterConfig empty = new ClusterConfig(newId, change.cluster(), change.settings(), List.of());
    ClusterDetails details = new ClusterDetails(empty, change.plan(), Set.of(), 0);
    ClusterDetails after = ServerDecisions.join(details, change.servers());
    return new DecidedChange(after, "created cluster " + change.cluster());
  }

  private static DecidedChange update(ClusterDetails before, Change.UpdateCluster change) {
    ClusterConfig config = before.config();
    SettingsSyntax.check(config.settings(), change.settings());
    String name = change.name() == null ? config.name() : change.name();
    ClusterConfig next = new ClusterConfig(config.id(), name, change.settings(), config.servers());
    String predicate =
        name.equals(config.name())
            ? RevisionSentences.settings(config.settings(), change.settings()) + " of " + name
            : "renamed cluster " + config.name() + " to " + name;
    return new DecidedChange(with(before, next), predicate);
  }

  private static DecidedChange delete(ClusterDetails before, Change.DeleteCluster change) {
    if (before.ready() > 0 && !change.force()) {
      throw ClusterProblems.conflict(
          "Cluster '"
              + change.cluster()
              + "' still has "
              + before.ready()
              + " ready servers: remove them first, or force it (force=true).");
    }
    return new DecidedChange(null, "deleted cluster " + change.cluster());
  }

  static ClusterConfig servers(ClusterConfig config, List<ServerConfig> servers) {
    return config.with(servers);
  }

  static ClusterDetails with(ClusterDetails before, ClusterConfig config) {
    return new ClusterDetails(config, before.plan(), before.managedServerIds(), before.revision());
  }

  static String name(String name) {
    if (!SERVER_NAME.matcher(name).matches()) {
      String shown = name.length() <= 70 ? name : name.substring(0, 70) + "…";
      throw ClusterProblems.invalid(
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
        .orElseThrow(() -> ClusterProblems.noServer(before.config().name(), idOrName));
  }
}
