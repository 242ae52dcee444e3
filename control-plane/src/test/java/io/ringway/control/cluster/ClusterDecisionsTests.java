package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterDecisionsTests {

  private static final long NOW = 1_700_000_000_000L;

  private final ClusterDecisions clusterDecisions =
      new ClusterDecisions(new ReplicaDecisions(new Random(1)), () -> Instant.ofEpochMilli(NOW));

  private final ClusterDetails two =
      details(
          ReplicaPlan.NONE,
          Set.of(),
          new ServerConfig("s1", "one", "10.0.0.1", 80, 1, ServerState.READY),
          new ServerConfig("s2", "two", "10.0.0.2", 80, 1, ServerState.READY));

  private final ClusterDetails replicas =
      details(
          ReplicaPlan.of("process", 2),
          Set.of("server-1", "server-2"),
          new ServerConfig("server-1", "server-1", "127.0.0.1", 1, 1, ServerState.READY),
          new ServerConfig("server-2", "server-2", "127.0.0.1", 2, 1, ServerState.READY));

  private static ClusterDetails details(
      ReplicaPlan plan, Set<String> managed, ServerConfig... servers) {
    return new ClusterDetails(
        new ClusterConfig("c1", "shop", ClusterSettings.DEFAULT, List.of(servers)),
        plan,
        managed,
        1);
  }

  private ClusterDetails after(ClusterDetails before, Change change) {
    return Objects.requireNonNull(clusterDecisions.decide(before, change, "new").after());
  }

  private static ServerConfig server(ClusterDetails details, String name) {
    return details.server(name).orElseThrow();
  }

  @Test
  void aDrainedServerIsNamedInTheSentence() {
    DecidedChange decidedChange =
        clusterDecisions.decide(
            two, new Change.SetServerStates("shop", List.of("one"), ServerState.DRAINING), "new");
    assertThat(decidedChange.predicate()).isEqualTo("drained one in shop");
    assertThat(server(Objects.requireNonNull(decidedChange.after()), "one").state())
        .isEqualTo(ServerState.DRAINING);
  }

  private ClusterDetails steered(Steering steering) {
    return after(
        two,
        new Change.UpdateCluster(
            "shop", null, ClusterSettings.DEFAULT.with(it -> it.steering = steering)));
  }

  @Test
  void aServerThatJoinsOthersBeginsItsRamp() {
    ClusterDetails ramping = steered(new Steering(0, 30_000, false, List.of()));
    assertThat(server(ramping, "one").joinedAtMillis()).isZero();
    ClusterDetails joined =
        after(
            ramping,
            new Change.AddServers("shop", List.of(new NewServer("three", "10.0.0.3", 80))));
    assertThat(server(joined, "three").joinedAtMillis()).isEqualTo(NOW);
    assertThat(server(joined, "one").joinedAtMillis()).isZero();
    ClusterDetails drained =
        after(joined, new Change.SetServerStates("shop", List.of("one"), ServerState.DRAINING));
    assertThat(server(drained, "one").joinedAtMillis()).isZero();
    ClusterDetails back =
        after(drained, new Change.SetServerStates("shop", List.of("one"), ServerState.READY));
    assertThat(server(back, "one").joinedAtMillis()).isEqualTo(NOW);
    ClusterDetails alone =
        after(
            after(
                ramping,
                new Change.SetServerStates("shop", List.of("s1", "s2"), ServerState.DISABLED)),
            new Change.SetServerStates("shop", List.of("s1"), ServerState.READY));
    assertThat(server(alone, "one").joinedAtMillis()).as("nobody else could serve").isZero();
  }

  @Test
  void pinsOfAServerThatLeavesGoWithIt() {
    ClusterDetails pinned =
        steered(
            new Steering(0, 0, true, List.of(Pin.To.of("hot", "s1"), Pin.Spread.of("hotter", 2))));
    ClusterDetails left = after(pinned, new Change.RemoveServers("shop", List.of("s1"), false));
    assertThat(left.config().settings().steering().pins())
        .containsExactly(Pin.Spread.of("hotter", 2));
  }

  @Test
  void aPinToAnUnknownServerIsRefused() {
    assertThatThrownBy(() -> steered(new Steering(0, 0, false, List.of(Pin.To.of("hot", "s9")))))
        .hasMessageContaining("s9");
  }

  @Test
  void severalValuesOfOneServerMakeOneSentence() {
    DecidedChange decidedChange =
        clusterDecisions.decide(
            two,
            new Change.UpdateServer("shop", "s2", "b", "10.0.0.9", 81, 2.5, null, null),
            "new");
    assertThat(decidedChange.predicate())
        .isEqualTo(
            "changed the weight of two from 1 to 2.5, moved two from 10.0.0.2:80 to 10.0.0.9:81"
                + " and renamed two to b in shop");
    assertThat(server(Objects.requireNonNull(decidedChange.after()), "b").id()).isEqualTo("s2");
  }

  @Test
  void theLastReadyServerLeavesByForceOnly() {
    Change both = new Change.RemoveServers("shop", List.of("one", "two"), false);
    assertThatThrownBy(() -> clusterDecisions.decide(two, both, "new"))
        .hasMessageContaining("force");
    assertThat(after(two, new Change.RemoveServers("shop", List.of("one", "two"), true)).config())
        .extracting(config -> config.servers().size())
        .isEqualTo(0);
    assertThat(after(two, new Change.RemoveServers("shop", List.of("one"), false)).ready())
        .isEqualTo(1);
  }

  @Test
  void aNewServerNeverTakesTheIdOfAnother() {
    ClusterDetails renamed =
        after(two, new Change.UpdateServer("shop", "s1", "uno", null, null, null, null, null));
    ClusterDetails joined =
        after(renamed, new Change.AddServers("shop", List.of(new NewServer("s1", "10.0.0.3", 80))));
    assertThat(joined.config().servers()).extracting(ServerConfig::id).doesNotHaveDuplicates();
  }

  @Test
  void duplicateNamesAndAddressesAreRefused() {
    assertThatThrownBy(() ->
            after(
                two, new Change.AddServers("shop", List.of(new NewServer("one", "10.0.0.3", 80)))))
        .hasMessageContaining("name 'one'");
    assertThatThrownBy(() ->
            after(
                two,
                new Change.AddServers("shop", List.of(new NewServer("three", "10.0.0.1", 80)))))
        .hasMessageContaining("address '10.0.0.1:80'");
  }

  @Test
  void scalingUpFillsTheLowestFreeNumbers() {
    assertThat(after(replicas, new Change.Scale("shop", 4)).plan().names())
        .containsExactly("server-1", "server-2", "server-3", "server-4");
  }

  @Test
  void scalingDownDrainsTheNewest() {
    ClusterDetails after = after(replicas, new Change.Scale("shop", 1));
    assertThat(after.plan().names()).containsExactly("server-1");
    assertThat(server(after, "server-2").state()).isEqualTo(ServerState.DRAINING);
    assertThatThrownBy(() -> after(replicas, new Change.Scale("shop", 0)))
        .hasMessageContaining("force");
  }

  @Test
  void aReplicaThatCameBackElsewhereKeepsItsIdWeightAndState() {
    ClusterDetails moved =
        after(
            replicas,
            new Change.AddServers("shop", List.of(NewServer.replica("server-2", "127.0.0.1", 99))));
    assertThat(moved.config().servers()).hasSize(2);
    assertThat(server(moved, "server-2").port()).isEqualTo(99);
  }

  @Test
  void theSentenceTellsReplicasThatCameBackFromNewOnes() {
    Change back =
        new Change.AddServers(
            "shop",
            List.of(
                NewServer.replica("server-2", "127.0.0.1", 99),
                NewServer.replica("server-3", "127.0.0.1", 98)));
    assertThat(clusterDecisions.decide(replicas, back, "new").predicate())
        .isEqualTo("added server-3 to shop and gave server-2 of shop a new address");
  }

  @Test
  void aRemovedReplicaIsWantedNoLonger() {
    assertThat(
            after(replicas, new Change.RemoveServers("shop", List.of("server-1"), false))
                .plan()
                .names())
        .containsExactly("server-2");
  }

  @Test
  void theAddressOfAReplicaBelongsToItsRuntime() {
    assertThatThrownBy(() ->
            after(
                replicas,
                new Change.UpdateServer("shop", "server-1", null, null, 7, null, null, null)))
        .hasMessageContaining("process runtime");
  }

  @Test
  void namedReplicasComeAndGoFirst() {
    ClusterDetails more = after(replicas, new Change.AddReplicas("shop", 2, List.of("a")));
    assertThat(more.plan().names()).containsExactly("server-1", "server-2", "a", "server-3");
    ClusterDetails fewer = after(more, new Change.RemoveReplicas("shop", 2, List.of("server-1")));
    assertThat(fewer.plan().names()).hasSize(2).doesNotContain("server-1");
  }
}
