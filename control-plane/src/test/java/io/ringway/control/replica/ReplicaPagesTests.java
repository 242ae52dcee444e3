package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.cluster.ReplicasChanged;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/**
 * The page of replicas. The settings equal those of the other page tests, so that they share one
 * application.
 */
@SpringBootTest(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1",
      "ringway.data=target/pages-test",
      "ringway.sample.enabled=false",
      "ringway.replicas.runtime=none"
    })
@AutoConfigureMockMvc
@RecordApplicationEvents
@WithMockUser(username = "ada", roles = "VIEWER")
class ReplicaPagesTests {

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Replicas replicas;

  private ClusterDetails cluster(String name) {
    var settings =
        ClusterSettings.DEFAULT.with(it -> {
          it.listen = new Listen(0, List.of(), "/" + name);
          it.keyRules = List.of();
        });
    clusters.apply(
        new Change.CreateCluster(name, settings, List.of(), ReplicaPlan.NONE),
        Actor.system("test"),
        null);
    return clusters.details(name);
  }

  @Test
  void showsWhyAReplicaFailsAndItsLastWordsAsText() {
    String id = cluster("failing").config().id();
    var view =
        new ReplicaStatus.View(
            "server-1",
            ReplicaStatus.State.FAILED,
            "",
            "",
            null,
            3,
            "ENDED",
            "It ended with exit code 1.",
            List.of("<script>alert(1)</script>"),
            List.of(
                new ReplicaStatus.Event(
                    Instant.parse("2026-01-01T12:03:04Z"),
                    ReplicaStatus.Event.Kind.REPLACED,
                    "It was replaced: it had not answered for 30 s.")));
    replicas.update(
        id,
        new ReplicaStatus(
            "none",
            true,
            "server-1: It ended.",
            1,
            List.of(view),
            List.of(new ReplicaStatus.Stranger("server-9", "0123456789abcdef0123"))));
    assertThat(mvc.get().uri("/clusters/failing/replicas"))
        .hasStatusOk()
        .bodyText()
        .contains("Failed", "It ended with exit code 1.", "&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("12:03:04 UTC", "had not answered for 30 s", "server-9", "it is left alone")
        .doesNotContain("<script>alert(1)");
    assertThat(mvc.get().uri("/api/v1/clusters/failing/replicas"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.replicas[0].failures")
        .isEqualTo(3);
  }

  @Test
  void tellsPagesWhenReplicasDoOtherwiseAndOnlyThen(@Autowired ApplicationEvents events) {
    String id = cluster("pushed").config().id();
    replicas.update(id, new ReplicaStatus("none", true, "", 1, List.of(), List.of()));
    replicas.update(id, new ReplicaStatus("none", true, "", 1, List.of(), List.of()));
    replicas.update(
        id, new ReplicaStatus("none", false, "Docker is down.", 1, List.of(), List.of()));
    assertThat(events.stream(ReplicasChanged.class))
        .filteredOn(changed -> changed.clusterId().equals(id))
        .hasSize(2);
  }

  @Test
  void saysThatAClusterHasNoRuntime() {
    cluster("by-hand");
    assertThat(mvc.get().uri("/clusters/by-hand/replicas"))
        .hasStatusOk()
        .bodyText()
        .contains("its servers are added by hand");
  }

  @Test
  void anUnknownClusterIsNotFound() {
    assertThat(mvc.get().uri("/api/v1/clusters/nowhere/replicas")).hasStatus(404);
    assertThat(mvc.get().uri("/clusters/nowhere/replicas")).hasStatus(404);
  }
}
