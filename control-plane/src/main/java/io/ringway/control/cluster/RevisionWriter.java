package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.NewRevision;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.RevisionHead;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.routing.key.ListenMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The writer of revisions. It runs inside the transaction of the change. */
@Component
class RevisionWriter {

  private final Revisions revisions;
  private final Snapshots snapshots;

  RevisionWriter(Revisions revisions, Snapshots snapshots) {
    this.revisions = revisions;
    this.snapshots = snapshots;
  }

  /** The entry of a change in the revision log. */
  record Entry(String cluster, String predicate, String change) {}

  /** One cluster before and after a change; null where it does not exist. */
  record Replacement(@Nullable ClusterDetails before, @Nullable ClusterDetails after) {
    String id() {
      return Objects.requireNonNull(before != null ? before : after).config().id();
    }

    /** Returns true when the cluster is new or accepts other requests than before. */
    boolean listensElsewhere() {
      return after != null
          && (before == null
              || !before.config().settings().listen().equals(after.config().settings().listen()));
    }
  }

  ChangeResult commit(ChangePlan changePlan, Actor author) {
    RevisionHead revisionHead = changePlan.head();
    KeyMovement keyMovement = changePlan.moves();
    Map<String, StoredJson.Replicas> replicas = replicas(revisionHead);
    for (Replacement replacement : changePlan.replacements()) {
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
    String sentence = author.name() + " " + changePlan.entry().predicate();
    ConfigSnapshot written =
        revisions.append(
            revisionHead,
            new NewRevision(
                author,
                changePlan.entry().cluster(),
                sentence,
                changePlan.entry().change(),
                keyMovement.share(),
                keyMovement.necessary(),
                changePlan.result(),
                StoredJson.write(replicas)));
    return new ChangeResult(
        written.revision(),
        sentence,
        keyMovement.share(),
        keyMovement.necessary(),
        keyMovement.flows(),
        true);
  }

  /**
   * Builds the configuration after a change and the keys that move; writes nothing.
   *
   * @throws io.ringway.control.shell.ProblemException when balancers could not use it
   */
  ChangePlan plan(RevisionHead head, Entry entry, List<Replacement> replacements) {
    PublishedSnapshot before = before(head);
    if (replacements.isEmpty()) {
      return ChangePlan.of(head, entry, replacements, before, before);
    }
    List<ClusterConfig> clusters = replaced(before.config().clusters(), replacements);
    refuseSharedRoute(clusters, replacements);
    try {
      PublishedSnapshot after =
          PublishedSnapshot.build(
              new ConfigSnapshot(head.epoch(), head.revision() + 1, head.workspace(), 0, clusters),
              before);
      return ChangePlan.of(head, entry, replacements, before, after);
    } catch (IllegalArgumentException e) {
      throw ClusterProblems.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static List<ClusterConfig> replaced(
      List<ClusterConfig> before, List<Replacement> replacements) {
    List<ClusterConfig> clusters = new ArrayList<>(before);
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
    return clusters;
  }

  /**
   * Returns the snapshot at the head: usually from memory, or from the log when another node wrote
   * it.
   */
  private PublishedSnapshot before(RevisionHead head) {
    PublishedSnapshot known = snapshots.current();
    if (known.config().revision() == head.revision() && known.config().epoch() == head.epoch()) {
      return known;
    }
    return PublishedSnapshot.build(
        revisions.config(head.workspace(), head.revision()).orElseThrow(), known);
  }

  private Map<String, StoredJson.Replicas> replicas(RevisionHead revisionHead) {
    return revisions
        .replicas(revisionHead.workspace(), revisionHead.revision())
        .map(StoredJson::replicas)
        .map(HashMap::new)
        .orElseGet(HashMap::new);
  }

  /**
   * Refuses a change after which two clusters accept the same requests. Conflicts that an earlier
   * version has stored do not block an unrelated change.
   */
  static void refuseSharedRoute(List<ClusterConfig> clusters, List<Replacement> replacements) {
    Set<String> moved = new HashSet<>();
    for (Replacement replacement : replacements) {
      if (replacement.listensElsewhere()) {
        moved.add(replacement.id());
      }
    }
    Map<String, ClusterConfig> claims = new HashMap<>();
    for (ClusterConfig cluster : clusters) {
      for (String claim : new ListenMatcher(cluster.settings().listen()).claims()) {
        ClusterConfig other = claims.putIfAbsent(claim, cluster);
        if (other != null
            && !other.id().equals(cluster.id())
            && (moved.contains(other.id()) || moved.contains(cluster.id()))) {
          throw ClusterProblems.conflict(
              "Clusters '"
                  + other.name()
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
