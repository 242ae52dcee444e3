package io.ringway.control.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ringway.control.fleet.BalancerReply;
import io.ringway.control.fleet.Reply;
import io.ringway.control.traffic.Health;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.explain.Explainer;
import io.ringway.protocol.explain.View;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTests {

  private static final String KEY = "user-42";

  private final ClusterConfig cluster = RingPictureTests.cluster(3, 64, ServerState.READY);
  private final Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
  private final Explanation own = RingPictureTests.explain(cluster, ring, Map.of(), KEY);

  private Explanation there(String down, long revision) {
    return new Explainer(
            Sight.view(
                cluster,
                revision,
                ring,
                null,
                Map.of(down, new Health(Health.State.UNHEALTHY, "connection refused"))))
        .key(KEY);
  }

  @Test
  void whoFindsTheSameServersAgreesWhateverElseItKnows() {
    String last = own.steps().getLast().id();
    assertThat(Difference.between(own, there(last, 2))).isEmpty();
  }

  @Test
  void anotherHealthIsNamedWithTheServerAndItsReason() {
    Explanation.Step first = own.steps().getFirst();
    Explanation.Step second = own.steps().get(1);
    assertThat(Difference.between(own, there(first.id(), 1)))
        .containsExactly(
            "There it goes to " + second.name() + ", here to " + first.name() + ".",
            "There " + first.name() + " is down (connection refused), here up.");
  }

  @Test
  void anOlderRevisionAndAnotherPlacementAreNamed() {
    ClusterConfig before = RingPictureTests.cluster(2, 7, ServerState.READY);
    Ring old = Rings.build(before.settings().placement(), before.ringNodes());
    String other =
        java.util.stream.IntStream.range(0, 1_000)
            .mapToObj(i -> "key-" + i)
            .filter(key -> ring.owner(hash(ring, key)) != old.owner(hash(old, key)))
            .findFirst()
            .orElseThrow();
    Explanation here = RingPictureTests.explain(cluster, ring, Map.of(), other);
    Explanation there =
        new Explainer(new View(before, 40, old, null, 0, _ -> new View.Seen(true, "", 0)))
            .key(other);
    assertThat(Difference.between(here, there))
        .startsWith("There revision 40 is in force, here 1.")
        .anySatisfy(line -> assertThat(line).startsWith("There the ring gives it to"));
  }

  private static long hash(Ring ring, String key) {
    return ring.keyHash().hash(key);
  }

  @Test
  void aServerThatHasOnlyAPartOfItsKeysThereIsNamed() {
    String first = own.owner();
    Participation none =
        Participation.partly(ring.nodes(), node -> node.id().equals(first) ? 0.015 : 1);
    Explanation there = new Explainer(Sight.view(cluster, 1, ring, none, Map.of())).key(KEY);
    assertThat(Difference.between(own, there))
        .anySatisfy(line -> assertThat(line).contains("has 1.5 % of its keys, here 100.0 %"));
  }

  @Test
  void theSumOfAnswersCountsThoseThatAnswered() {
    Explanation differs = there(own.steps().getFirst().id(), 1);
    assertThat(agree()).isNull();
    assertThat(agree(new Reply.Silent(2_000), new Reply.CannotExplain())).isNull();
    assertThat(agree(new Reply.Explained(own), new Reply.Silent(2_000))).isTrue();
    assertThat(agree(new Reply.Explained(own), new Reply.Explained(differs))).isFalse();
  }

  @Test
  void balancersOfOneNameAreToldApartByTheirAddress() {
    Comparison comparison =
        Comparison.of(
            own,
            List.of(
                new BalancerReply("1", "edge", "10.0.0.1:5000", new Reply.Explained(own)),
                new BalancerReply("2", "edge", "10.0.0.2:5000", new Reply.Silent(2_000))));
    assertThat(AnswerRow.of(comparison))
        .extracting(AnswerRow::name, AnswerRow::address)
        .containsExactly(
            tuple("Control plane", ""),
            tuple("edge", "10.0.0.1:5000"),
            tuple("edge", "10.0.0.2:5000"));
  }

  private Boolean agree(Reply... replies) {
    return Comparison.of(
            own,
            List.of(replies).stream()
                .map(reply -> new BalancerReply("b", "b", "b:5000", reply))
                .toList())
        .agree();
  }
}
