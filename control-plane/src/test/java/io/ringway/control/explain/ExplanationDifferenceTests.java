package io.ringway.control.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ringway.control.fleet.BalancerExplanation;
import io.ringway.control.fleet.QueryResult;
import io.ringway.control.picture.RingPictureTests;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.whatif.ClusterObservation;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.routing.explain.Explainer;
import io.ringway.routing.explain.ServerConditions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationDifferenceTests {

  private static final String KEY = "user-42";

  private final ClusterConfig cluster = RingPictureTests.cluster(3, 64, ServerState.READY);
  private final Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
  private final Explanation own = RingPictureTests.explain(cluster, ring, Map.of(), KEY);

  private Explanation there(String down, long revision) {
    return new Explainer(
            ClusterObservation.view(
                cluster,
                revision,
                ring,
                null,
                Map.of(
                    down,
                    new ObservedHealth(ObservedHealth.State.UNHEALTHY, "connection refused"))))
        .key(KEY);
  }

  @Test
  void whoFindsTheSameServersAgreesWhateverElseItKnows() {
    String last = own.steps().getLast().id();
    assertThat(ExplanationDifference.between(own, there(last, 2))).isEmpty();
  }

  @Test
  void anotherHealthIsNamedWithTheServerAndItsReason() {
    Explanation.Step first = own.steps().getFirst();
    Explanation.Step second = own.steps().get(1);
    assertThat(ExplanationDifference.between(own, there(first.id(), 1)))
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
        new Explainer(
                new ServerConditions(
                    before, 40, old, null, 0, _ -> new ServerConditions.Seen(true, "", 0)))
            .key(other);
    assertThat(ExplanationDifference.between(here, there))
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
    Explanation there =
        new Explainer(ClusterObservation.view(cluster, 1, ring, none, Map.of())).key(KEY);
    assertThat(ExplanationDifference.between(own, there))
        .anySatisfy(line -> assertThat(line).contains("has 1.5 % of its keys, here 100.0 %"));
  }

  @Test
  void theSumOfAnswersCountsThoseThatAnswered() {
    Explanation differs = there(own.steps().getFirst().id(), 1);
    assertThat(agree()).isNull();
    assertThat(agree(new QueryResult.Silent(2_000), new QueryResult.CannotExplain())).isNull();
    assertThat(agree(new QueryResult.Explained(own), new QueryResult.Silent(2_000))).isTrue();
    assertThat(agree(new QueryResult.Explained(own), new QueryResult.Explained(differs))).isFalse();
  }

  @Test
  void balancersOfOneNameAreToldApartByTheirAddress() {
    ExplanationComparison explanationComparison =
        ExplanationComparison.of(
            own,
            List.of(
                new BalancerExplanation(
                    "1", "edge", "10.0.0.1:5000", new QueryResult.Explained(own)),
                new BalancerExplanation(
                    "2", "edge", "10.0.0.2:5000", new QueryResult.Silent(2_000))));
    assertThat(ExplanationRow.of(explanationComparison))
        .extracting(ExplanationRow::name, ExplanationRow::address)
        .containsExactly(
            tuple("Control plane", ""),
            tuple("edge", "10.0.0.1:5000"),
            tuple("edge", "10.0.0.2:5000"));
  }

  private Boolean agree(QueryResult... replies) {
    return ExplanationComparison.of(
            own,
            List.of(replies).stream()
                .map(queryResult -> new BalancerExplanation("b", "b", "b:5000", queryResult))
                .toList())
        .agree();
  }
}
