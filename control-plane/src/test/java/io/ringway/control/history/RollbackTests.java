package io.ringway.control.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithControlPlane
class RollbackTests {

  private static final Actor AUTHOR = Actor.system("test");

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  private long start;

  @BeforeEach
  void aClusterWithOneServerAndOneReplica() {
    for (ClusterDetails details : clusters.all()) {
      clusters.apply(new Change.DeleteCluster(details.config().name(), true), AUTHOR, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            "past",
            ClusterSettings.DEFAULT,
            List.of(new NewServer("fixed", "10.0.0.1", 80)),
            ReplicaPlan.of("process", 2)),
        AUTHOR,
        null);
    start = join("server-1", 9_001);
  }

  private long join(String replica, int port) {
    return clusters
        .apply(
            new Change.AddServers("past", List.of(NewServer.replica(replica, "127.0.0.1", port))),
            AUTHOR,
            null)
        .revision();
  }

  private List<String> servers() {
    return clusters.details("past").config().servers().stream()
        .map(server -> server.name() + " " + server.address() + " " + server.state())
        .toList();
  }

  @Test
  void handMadeServersComeBackAndRunningReplicasKeepTheirAddress() {
    clusters.apply(
        new Change.UpdateServer("past", "fixed", null, "10.0.0.9", null, 2.0, null, null),
        AUTHOR,
        null);
    join("server-1", 9_111);
    clusters.apply(new Change.AddReplicas("past", 1, List.of("extra")), AUTHOR, null);
    join("extra", 9_222);

    String rollback = "/api/v1/revisions/" + start + ":rollback";
    assertThat(mvc.post().uri(rollback).with(csrf()).exchange())
        .hasStatus(409)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("of the keys of 'past'", "force=true");
    assertThat(mvc.post().uri(rollback + "?force=true").with(csrf()).exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.sentence")
        .isEqualTo("Ada rolled back to revision " + start);

    assertThat(servers())
        .containsExactly(
            "fixed 10.0.0.1:80 READY",
            "server-1 127.0.0.1:9111 READY",
            "extra 127.0.0.1:9222 DRAINING");
    assertThat(clusters.details("past").plan().names()).containsExactly("server-1", "server-2");
    assertThat(clusters.details("past").managedServerIds()).contains("server-1", "extra");
  }

  /**
   * Checks that the preview of a rollback keeps replicas that joined later, and so shows no change.
   */
  @Test
  void whereNothingWouldChangeThePageShowsNoChange() {
    clusters.apply(
        new Change.AddServers("past", List.of(NewServer.replica("server-2", "127.0.0.1", 9_333))),
        AUTHOR,
        null);
    assertThat(mvc.get().uri("/history/" + start + "/rollback"))
        .hasStatusOk()
        .bodyText()
        .contains("there is nothing to roll back")
        .doesNotContain("What changes", "9333");
  }

  @Test
  void aReplicaThatRunsNoLongerIsWantedButNotRoutedTo() {
    clusters.apply(new Change.RemoveServers("past", List.of("server-1"), false), AUTHOR, null);
    clusters.rollback(start, AUTHOR, null);
    assertThat(servers()).containsExactly("fixed 10.0.0.1:80 READY");
    assertThat(clusters.details("past").plan().names()).containsExactly("server-1", "server-2");
  }

  @Test
  void aDeletedClusterComesBackWithItsId() {
    String id = clusters.details("past").config().id();
    clusters.apply(new Change.DeleteCluster("past", true), AUTHOR, null);
    clusters.rollback(start, AUTHOR, null);
    assertThat(clusters.details("past").config().id()).isEqualTo(id);
    assertThat(clusters.rollback(start, AUTHOR, null).changed()).isFalse();
  }

  @Test
  void aClusterOfTheSameNameMakesRoomForTheOneOfThen() {
    String id = clusters.details("past").config().id();
    clusters.apply(new Change.DeleteCluster("past", true), AUTHOR, null);
    clusters.apply(
        new Change.CreateCluster("past", ClusterSettings.DEFAULT, List.of(), ReplicaPlan.NONE),
        AUTHOR,
        null);
    assertThat(clusters.previewRollback(start, AUTHOR, null).changes()).isTrue();
    clusters.rollback(start, AUTHOR, null);
    assertThat(clusters.details("past").config().id()).isEqualTo(id);
    assertThat(clusters.all()).hasSize(1);
  }

  @Test
  void clustersThatSwappedTheirNamesSwapThemBack() {
    long apart =
        clusters
            .apply(
                new Change.CreateCluster(
                    "other",
                    ClusterSettings.DEFAULT.with(
                        it -> it.listen = new Listen(0, List.of(), "/other")),
                    List.of(),
                    ReplicaPlan.NONE),
                AUTHOR,
                null)
            .revision();
    String past = clusters.details("past").config().id();
    rename("past", "between");
    rename("other", "past");
    rename("between", "other");
    assertThat(clusters.details("other").config().id()).isEqualTo(past);
    clusters.rollback(apart, AUTHOR, null);
    assertThat(clusters.details("past").config().id()).isEqualTo(past);
    assertThat(clusters.all())
        .extracting(details -> details.config().name())
        .containsExactly("other", "past");
  }

  private void rename(String from, String to) {
    ClusterSettings settings = clusters.details(from).config().settings();
    clusters.apply(new Change.UpdateCluster(from, to, settings), AUTHOR, null);
  }

  @Test
  void theDifferenceNamesEveryValue() {
    long changed =
        clusters
            .apply(
                new Change.UpdateServer(
                    "past", "fixed", null, null, null, 4.0, ServerState.DRAINING, null),
                AUTHOR,
                null)
            .revision();
    var diff = mvc.get().uri("/api/v1/revisions/" + changed + "/diff").exchange();
    assertThat(diff)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.entries[*].path")
        .asArray()
        .containsExactly("past/servers/fixed/state", "past/servers/fixed/weight");
    assertThat(diff).bodyJson().extractingPath("$.entries[1].after").isEqualTo(4.0);
    assertThat(mvc.get().uri("/api/v1/revisions?cluster=past&size=1").exchange())
        .bodyJson()
        .extractingPath("$.items[0].number")
        .asNumber()
        .isEqualTo((int) changed);
    assertThat(mvc.get().uri("/api/v1/revisions/999999").exchange()).hasStatus(404);
    assertThat(clusters.details("past").config().servers())
        .extracting(ServerConfig::name)
        .contains("fixed");
  }
}
