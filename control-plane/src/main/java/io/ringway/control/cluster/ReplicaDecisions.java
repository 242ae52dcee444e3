package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The rules of scaling: they choose the replicas that are added or removed. */
final class ReplicaDecisions {

  private final RandomGenerator random;

  ReplicaDecisions(RandomGenerator random) {
    this.random = random;
  }

  DecidedChange scale(ClusterDetails before, Change.Scale change) {
    int wanted = change.desired();
    if (wanted < 0 || wanted > ReplicaPlan.MAX_REPLICAS) {
      throw ClusterProblems.invalid(
          "The number of replicas is "
              + wanted
              + ": give a whole number from 0 to "
              + ReplicaPlan.MAX_REPLICAS
              + ".");
    }
    List<String> names = new ArrayList<>(before.plan().names());
    int had = names.size();
    if (wanted >= had) {
      grow(before, names, List.of(), wanted - had);
    } else {
      names.subList(wanted, had).clear();
    }
    String predicate =
        "scaled " + change.cluster() + " from " + had + " to " + RevisionSentences.replicas(wanted);
    return new DecidedChange(plan(before, names, change.force()), predicate);
  }

  DecidedChange add(ClusterDetails before, Change.AddReplicas change) {
    if (change.count() < 1) {
      throw ClusterProblems.invalid("Add at least one replica, not " + change.count() + ".");
    }
    if (change.names().size() > change.count()) {
      throw ClusterProblems.invalid(
          "There are more names (" + change.names().size() + ") than new replicas.");
    }
    distinct(change.names());
    List<String> names = new ArrayList<>(before.plan().names());
    grow(before, names, change.names(), change.count());
    List<String> added = names.subList(before.plan().desired(), names.size());
    return new DecidedChange(
        plan(before, names, false),
        "added "
            + RevisionSentences.replicas(change.count())
            + " to "
            + change.cluster()
            + ": "
            + RevisionSentences.list(added));
  }

  DecidedChange remove(ClusterDetails before, Change.RemoveReplicas change) {
    List<String> names = new ArrayList<>(before.plan().names());
    if (change.count() < 1 || change.count() > names.size()) {
      throw ClusterProblems.invalid(
          "Remove 1 to " + names.size() + " replicas, not " + change.count() + ".");
    }
    if (change.names().size() > change.count()) {
      throw ClusterProblems.invalid(
          "There are more names (" + change.names().size() + ") than replicas to remove.");
    }
    distinct(change.names());
    List<String> leaving = new ArrayList<>();
    for (String name : change.names()) {
      if (!names.remove(name)) {
        throw ClusterProblems.noServer(change.cluster(), name);
      }
      leaving.add(name);
    }
    while (leaving.size() < change.count()) {
      String name = pick(before, names);
      names.remove(name);
      leaving.add(name);
    }
    return new DecidedChange(
        plan(before, names, false),
        "removed "
            + RevisionSentences.replicas(change.count())
            + " from "
            + change.cluster()
            + ": "
            + RevisionSentences.list(leaving));
  }

  private static void distinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw ClusterProblems.invalid(
            "The name '" + name + "' is given twice: give each replica once.");
      }
    }
  }

  /**
   * Picks a replica at random. The last ready server stays while a replica that does not run yet
   * can be removed instead.
   */
  private String pick(ClusterDetails before, List<String> names) {
    Set<String> ready = new HashSet<>();
    for (ServerConfig server : before.config().servers()) {
      if (server.state() == ServerState.READY
          && (!before.managed(server) || names.contains(server.name()))) {
        ready.add(server.name());
      }
    }
    List<String> free =
        ready.size() > 1 ? names : names.stream().filter(name -> !ready.contains(name)).toList();
    List<String> pool = free.isEmpty() ? names : free;
    return pool.get(random.nextInt(pool.size()));
  }

  private static void grow(
      ClusterDetails before, List<String> names, List<String> given, int count) {
    if (count > ReplicaPlan.MAX_REPLICAS - names.size()) {
      throw ClusterProblems.invalid(
          "A cluster has at most "
              + ReplicaPlan.MAX_REPLICAS
              + " replicas, this one has "
              + names.size()
              + ": add fewer.");
    }
    Set<String> taken = new HashSet<>(names);
    before.config().servers().forEach(server -> taken.add(server.name()));
    for (String name : given) {
      if (!taken.add(ClusterDecisions.name(name))) {
        throw ClusterProblems.conflict(
            "There is a server '" + name + "' already: choose another name.");
      }
      names.add(name);
    }
    int number = 1;
    for (int i = given.size(); i < count; i++) {
      while (!taken.add("server-" + number)) {
        number++;
      }
      names.add("server-" + number);
    }
  }

  /**
   * Applies the desired replicas. Managed servers that are no longer desired drain; their runtime
   * stops them afterwards.
   */
  static ClusterDetails plan(ClusterDetails before, List<String> names, boolean force) {
    ReplicaPlan plan = new ReplicaPlan(before.plan().runtime(), names);
    Set<String> wanted = new HashSet<>(names);
    List<ServerConfig> servers =
        before.config().servers().stream()
            .map(server ->
                before.managed(server) && !wanted.contains(server.name())
                    ? server.with(ServerState.DRAINING)
                    : server)
            .toList();
    ClusterDetails after =
        new ClusterDetails(
            ClusterDecisions.servers(before.config(), servers),
            plan,
            before.managedServerIds(),
            before.revision());
    if (before.ready() > 0 && after.ready() == 0 && !force) {
      throw ClusterProblems.lastReady(before.config().name());
    }
    return after;
  }
}
