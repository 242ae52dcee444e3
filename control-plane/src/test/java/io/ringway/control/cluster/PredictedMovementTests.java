package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.overview.OverviewPages;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.review.ProposedChange;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Candidates;
import io.ringway.ring.Coverage;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Flow;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A preview predicts exactly the keys that move: 100,000 keys are routed with the published
 * snapshots before and after each change, and counted.
 */
@WithControlPlane
class PredictedMovementTests {

  private static final int KEYS = 100_000;
  private static final Actor AUTHOR = Actor.system("test");
  private static final String NAME = "moving";

  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;
  @Autowired ChangeRequest requests;

  @BeforeEach
  void fourServersOfDifferentWeights() {
    if (clusters.find(NAME).isPresent()) {
      clusters.apply(new Change.DeleteCluster(NAME, true), AUTHOR, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            NAME,
            OverviewPages.settings("/moving"),
            List.of(
                new NewServer("a", "10.2.0.1", 80),
                new NewServer("b", "10.2.0.2", 80, 2, ServerState.READY, false),
                new NewServer("c", "10.2.0.3", 80),
                new NewServer("d", "10.2.0.4", 80, 0.5, ServerState.READY, false)),
            ReplicaPlan.NONE),
        AUTHOR,
        null);
  }

  @Test
  void thePredictedMovementIsTheMeasuredOne() {
    for (String edit :
        List.of(
            "{\"type\":\"add-servers\",\"servers\":[{\"name\":\"e\",\"address\":\"10.2.0.5:80\"}]}",
            "{\"type\":\"update-server\",\"server\":\"a\",\"weight\":3.25}",
            "{\"type\":\"set-server-states\",\"servers\":[\"b\"],\"state\":\"DRAINING\"}",
            "{\"type\":\"set-server-states\",\"servers\":[\"b\",\"c\"],\"state\":\"DISABLED\"}",
            "{\"type\":\"set-server-states\",\"servers\":[\"b\"],\"state\":\"READY\"}",
            "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"ring\",\"points\":64}}}",
            "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"maglev\"}}}",
            "{\"type\":\"update-server\",\"server\":\"c\",\"weight\":2}",
            "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"rendezvous\"}}}",
            "{\"type\":\"update-server\",\"server\":\"d\",\"weight\":2}",
            "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"slots\"}}}",
            "{\"type\":\"remove-servers\",\"servers\":[\"a\"]}")) {
      check(edit);
    }
  }

  @Test
  void thePredictedMovementOfAStackIsTheMeasuredOne() {
    check(
        """
        {"changes": [
          {"type": "add-servers", "servers": [{"name": "e", "address": "10.2.0.5:80"},
                                              {"name": "f", "address": "10.2.0.6:80", "weight": 4}]},
          {"type": "remove-servers", "servers": ["b"]},
          {"type": "update-server", "server": "d", "weight": 1},
          {"type": "update-cluster", "settings": {"placement": {"algorithm": "ring", "points": 512}}}
        ]}\
        """);
  }

  /**
   * Compares pair by pair. The keys that move between the rings lie on the predicted arcs, and
   * their number fits the size of these arcs.
   */
  private void check(String edit) {
    PublishedSnapshot before = snapshots.current();
    Change change = requests.read(clusters.details(NAME), ProposedChange.parse(edit).body());
    ChangePreview changePreview = clusters.preview(change, AUTHOR, null);
    ChangeResult changeResult = clusters.apply(change, AUTHOR, null);
    PublishedSnapshot after = snapshots.current();
    assertThat(after.config().revision()).isEqualTo(changeResult.revision());
    assertThat(changeResult.moved()).isEqualTo(changePreview.moved());
    assertThat(changeResult.flows()).isEqualTo(changePreview.flows());
    assertThat(changePreview.exact()).isTrue();

    Map<String, Integer> measured = new HashMap<>();
    Map<String, Integer> predicted = new HashMap<>();
    Route old = new Route(before);
    Route now = new Route(after);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < KEYS; i++) {
      byte[] key =
          ("user-" + i + "-" + Long.toHexString(random.nextLong()))
              .getBytes(StandardCharsets.UTF_8);
      long hash = old.ring.keyHash().hash(key, 0, key.length);
      assertThat(now.ring.keyHash().hash(key, 0, key.length)).isEqualTo(hash);
      count(measured, old.server(hash), now.server(hash));
      count(predicted, old.covering(hash), now.covering(hash));
    }
    assertThat(measured).as(edit).isEqualTo(predicted);
    Set<String> flowing = new HashSet<>();
    for (Flow flow : changePreview.flows()) {
      flowing.add(flow.from() + ">" + flow.to());
      int keys = measured.getOrDefault(flow.from() + ">" + flow.to(), 0);
      // 100,000 random hashes fall into a share within five standard deviations.
      double deviation = Math.sqrt(KEYS * flow.share() * (1 - flow.share()));
      assertThat((double) keys)
          .as("%s: %s", edit, flow)
          .isBetween(
              KEYS * flow.share() - 5 * deviation - 1, KEYS * flow.share() + 5 * deviation + 1);
    }
    assertThat(flowing).as("every pair that a key moves between").containsAll(measured.keySet());
  }

  private static void count(Map<String, Integer> moves, String from, String to) {
    if (!from.isEmpty() && !from.equals(to)) {
      moves.merge(from + ">" + to, 1, Integer::sum);
    }
  }

  /** The routing of one snapshot. */
  private static final class Route {
    private final Ring ring;
    private final Coverage coverage;
    private final Set<String> ready = new HashSet<>();
    private final Candidates cursor = new Candidates();

    Route(PublishedSnapshot snapshot) {
      ClusterConfig cluster = snapshot.cluster(NAME).orElseThrow();
      ring = snapshot.ring(cluster.id());
      for (ServerConfig server : cluster.servers()) {
        if (server.state() == ServerState.READY) {
          ready.add(server.id());
        }
      }
      coverage = ring.coverage(node -> ready.contains(node.id()));
    }

    /** Returns the server as a balancer does: the first candidate that takes the key. */
    String server(long hash) {
      Candidates candidates = ring.candidates(hash, cursor);
      for (int node = candidates.next(); node != Ring.NONE; node = candidates.next()) {
        String id = ring.nodes().get(node).id();
        if (ready.contains(id)) {
          return id;
        }
      }
      return "";
    }

    /** Returns the server as the prediction does: the owner of the hash range. */
    String covering(long hash) {
      int low = 0;
      int high = coverage.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Long.compareUnsigned(coverage.last(middle), hash) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      int node = coverage.node(low);
      return node == Ring.NONE ? "" : ring.nodes().get(node).id();
    }
  }
}
