package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.Head;
import io.ringway.control.publish.NewRevision;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.key.ListenMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the revision of a change, inside the transaction of the change. */
@Component
class Commits {

  private final Revisions revisions;
  private final Snapshots snapshots;

  Commits(Revisions revisions, Snapshots snapshots) {
    this.revisions = revisions;
    this.snapshots = snapshots;
  }

  /** How the log tells it. */
  record Entry(String cluster, String predicate, String change) {}

  /** One cluster before and after; null where there is none. */
  record Replacement(@Nullable ClusterDetails before, @Nullable ClusterDetails after) {
    String id() {
      return Objects.requireNonNull(before != null ? before : after).config().id();
    }
  }

  Outcome commit(Plan plan, Actor author) {
    Head head = plan.head();
    Moves moves = plan.moves();
    List<ClusterConfig> clusters = check(head, plan.replacements());
    Map<String, StoredJson.Replicas> replicas = replicas(head);
    for (Replacement replacement : plan.replacements()) {
      ClusterDetails after = replacement.after();
      if (after == null) {
        replicas.remove(replacement.id());
      } else {
        replicas.put(
            replacement.id(),
            new StoredJson.Replicas(
                after.plan(), after.managedServerIds().stream().sorted().toList()));
      }
    }
    String sentence = author.name() + " " + plan.entry().predicate();
    ConfigSnapshot written =
        revisions.append(
            head,
            new NewRevision(
                author,
                plan.entry().cluster(),
                sentence,
                plan.entry().change(),
                moves.share(),
                moves.necessary(),
                clusters,
                StoredJson.write(replicas)));
    return new Outcome(
        written.revision(), sentence, moves.share(), moves.necessary(), moves.flows(), true);
  }

  /**
   * All clusters as they would be.
   *
   * @throws io.ringway.control.shell.ProblemException when balancers could not use that
   */
  List<ClusterConfig> check(Head head, List<Replacement> replacements) {
    List<ClusterConfig> clusters = new ArrayList<>(config(head).clusters());
    for (Replacement replacement : replacements) {
      int index = indexOf(clusters, replacement.id());
      ClusterDetails after = replacement.after();
      if (after == null) {
        clusters.remove(index);
      } else if (index < 0) {
        clusters.add(after.config());
      } else {
        clusters.set(index, after.config());
      }
    }
    refuseSharedRoute(clusters);
    try {
      PublishedSnapshot.build(
          new ConfigSnapshot(head.epoch(), head.revision() + 1, head.workspace(), 0, clusters),
          snapshots.current());
    } catch (IllegalArgumentException e) {
      throw Problems.invalid(String.valueOf(e.getMessage()));
    }
    return clusters;
  }

  /** What was in force at the head: usually in memory, else (another node wrote) in the log. */
  private ConfigSnapshot config(Head head) {
    ConfigSnapshot known = snapshots.current().config();
    return known.revision() == head.revision() && known.epoch() == head.epoch()
        ? known
        : revisions.config(head.workspace(), head.revision()).orElseThrow();
  }

  private Map<String, StoredJson.Replicas> replicas(Head head) {
    return revisions
        .replicas(head.workspace(), head.revision())
        .map(StoredJson::replicas)
        .map(HashMap::new)
        .orElseGet(HashMap::new);
  }

  /** Two clusters that claim the same requests: a balancer could not tell whose they are. */
  private static void refuseSharedRoute(List<ClusterConfig> clusters) {
    Map<String, String> claims = new HashMap<>();
    for (ClusterConfig cluster : clusters) {
      for (String claim : new ListenMatcher(cluster.settings().listen()).claims()) {
        String other = claims.putIfAbsent(claim, cluster.name());
        if (other != null && !other.equals(cluster.name())) {
          throw Problems.conflict(
              "Clusters '"
                  + other
                  + "' and '"
                  + cluster.name()
                  + "' would listen for the same requests: give one of them another port, host or"
                  + " path prefix in 'listen'.");
        }
      }
    }
  }

  private static int indexOf(List<ClusterConfig> clusters, String id) {
    for (int i = 0; i < clusters.size(); i++) {
      if (clusters.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}
