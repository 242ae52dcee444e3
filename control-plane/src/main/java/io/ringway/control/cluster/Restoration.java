package io.ringway.control.cluster;

import io.ringway.control.publish.Revisions;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The changes that bring an earlier configuration back.
 *
 * <p>The address of a replica is current state, not configuration: running replicas keep theirs.
 * Earlier replicas that no longer run are desired again, and their runtime starts them. Current
 * replicas that were not desired then drain.
 */
@Component
class Restoration {

  private final Revisions revisions;

  Restoration(Revisions revisions) {
    this.revisions = revisions;
  }

  List<RevisionWriter.Replacement> replacements(long number, List<ClusterDetails> now) {
    ConfigSnapshot target =
        revisions
            .config(Revisions.DEFAULT_WORKSPACE, number)
            .orElseThrow(() ->
                new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "No such revision",
                    "There is no revision "
                        + number
                        + ": GET /api/v1/revisions lists those that exist."));
    Map<String, StoredJson.Replicas> replicas =
        revisions
            .replicas(Revisions.DEFAULT_WORKSPACE, number)
            .map(StoredJson::replicas)
            .orElse(Map.of());
    List<RevisionWriter.Replacement> replacements = new ArrayList<>();
    for (ClusterDetails today : now) {
      if (target.clusters().stream().noneMatch(then -> then.id().equals(today.config().id()))) {
        replacements.add(new RevisionWriter.Replacement(today, null));
      }
    }
    for (ClusterConfig then : target.clusters()) {
      Optional<ClusterDetails> today =
          now.stream().filter(details -> details.config().id().equals(then.id())).findFirst();
      StoredJson.Replicas wanted =
          replicas.getOrDefault(then.id(), new StoredJson.Replicas(ReplicaPlan.NONE, List.of()));
      ClusterDetails restored = restored(then, wanted, today);
      if (today.isEmpty()
          || !today.get().config().equals(restored.config())
          || !today.get().plan().equals(restored.plan())) {
        replacements.add(new RevisionWriter.Replacement(today.orElse(null), restored));
      }
    }
    return replacements;
  }

  private static ClusterDetails restored(
      ClusterConfig then, StoredJson.Replicas wanted, Optional<ClusterDetails> today) {
    List<ServerConfig> servers = new ArrayList<>();
    Set<String> managed = new HashSet<>();
    List<ServerConfig> running =
        today.stream()
            .flatMap(details -> details.config().servers().stream().filter(details::managed))
            .toList();
    for (ServerConfig server : then.servers()) {
      if (!wanted.managed().contains(server.id())) {
        servers.add(server);
        continue;
      }
      running.stream()
          .filter(replica -> replica.id().equals(server.id()))
          .findFirst()
          .ifPresent(replica -> {
            managed.add(replica.id());
            servers.add(
                new ServerConfig(
                    replica.id(),
                    replica.name(),
                    replica.host(),
                    replica.port(),
                    server.weight(),
                    server.state(),
                    server.hashKey(),
                    server.joinedAtMillis()));
          });
    }
    for (ServerConfig replica : running) {
      boolean takenOver =
          servers.stream()
              .anyMatch(server ->
                  server.id().equals(replica.id())
                      || server.name().equals(replica.name())
                      || server.address().equals(replica.address()));
      if (!takenOver) {
        managed.add(replica.id());
        servers.add(
            wanted.plan().names().contains(replica.name())
                ? replica
                : replica.with(ServerState.DRAINING));
      }
    }
    return new ClusterDetails(ClusterDecisions.servers(then, servers), wanted.plan(), managed, 0);
  }
}
