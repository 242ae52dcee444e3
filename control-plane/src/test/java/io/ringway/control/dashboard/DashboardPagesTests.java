package io.ringway.control.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.overview.OverviewPages;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Every page renders with and without data, and shows hostile names as text. */
@SpringBootTest(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1",
      "ringway.data=target/pages-test",
      "ringway.sample.enabled=false",
      "ringway.replicas.runtime=none"
    })
@AutoConfigureMockMvc
@WithMockUser(username = "ada", roles = "ADMIN")
class DashboardPagesTests {

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired ApplicationEventPublisher events;

  private String cluster(String name, NewServer... servers) {
    clusters.apply(
        new Change.CreateCluster(
            name, OverviewPages.settings("/" + name), List.of(servers), ReplicaPlan.NONE),
        Actor.system("test"),
        null);
    return name;
  }

  private MvcTestResult get(String path) {
    return mvc.get().uri(path).exchange();
  }

  @Test
  void everyPageRenders() {
    cluster("earlier");
    String name =
        cluster("renders", new NewServer("a", "10.0.0.1", 9000), new NewServer("b", "10.0.0.2", 9));
    assertThat(get("/"))
        .hasStatusOk()
        .bodyText()
        .startsWith("<!DOCTYPE html>")
        .contains("renders", "Last changes");
    assertThat(get("/clusters/" + name))
        .hasStatusOk()
        .bodyText()
        .contains("10.0.0.1:9000", "Ready", "Planned share");
    assertThat(get("/clusters/renders/explore?key=k1"))
        .hasStatusOk()
        .bodyText()
        .contains("takes it", "Found by", "If it dies");
    assertThat(mvc.get().uri("/clusters/renders/explore").param("key", "k1\nk2").exchange())
        .hasStatusOk()
        .bodyText()
        .contains("Taken by");
    assertThat(get("/balancers"))
        .hasStatusOk()
        .bodyText()
        .contains("No balancer yet", "Add a balancer");
    assertThat(get("/history")).hasStatusOk().bodyText().contains("Roll back", "renders");
  }

  @Test
  void aWholeClusterThatCameIsToldPartByPart() {
    String name = cluster("parts", new NewServer("a", "10.0.0.1", 9000));
    assertThat(get("/history/" + clusters.details(name).revision()))
        .hasStatusOk()
        .bodyText()
        .contains(">parts/servers/a<", "host 10.0.0.1, port 9000", ">parts/health<")
        .doesNotContain("{&quot;");
  }

  @Test
  void anEmptyClusterSaysWhatToDoNext() {
    assertThat(get("/clusters/" + cluster("empty")))
        .hasStatusOk()
        .bodyText()
        .contains("No server yet", "Add the first one below");
  }

  @Test
  void serversThatAreDownTogetherAreOneLine() {
    String name =
        cluster("fallen", new NewServer("a", "10.0.0.1", 9000), new NewServer("b", "10.0.0.2", 9));
    String id = clusters.details(name).config().id();
    events.publishEvent(
        new ReportReceived(
            "b1",
            new Message.Report(
                1,
                0,
                1_000,
                List.of(
                    new ClusterReport(id, 0, 0, List.of(down("a"), down("b")), HotKeys.NONE)))));
    assertThat(get("/"))
        .bodyText()
        .contains("2 of 2 servers of fallen are down: connection refused (a and b)")
        .doesNotContain("Server a of fallen");
  }

  private static ServerReport down(String server) {
    return new ServerReport(server, 0, 0, 0, 0, 0, 0, 0, false, "connection refused", "", 0);
  }

  @Test
  void aHostileServerNameIsShownAsText() {
    String path = "/clusters/" + cluster("hostile") + "/review";
    assertThat(
            mvc.get()
                .uri(path)
                .param("name", "<script>alert(1)</script>")
                .param("host", "10.0.0.1")
                .param("port", "not a port"))
        .hasStatus(422)
        .bodyText()
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "is not a port")
        .doesNotContain("<script>alert(1)");
  }

  @Test
  void aChangeIsReviewedThenMadeThenUndone() {
    String name =
        cluster("verbs", new NewServer("a", "10.0.0.1", 9000), new NewServer("b", "10.0.0.2", 9));
    assertThat(get("/clusters/verbs/review?action=DRAIN&server=a"))
        .hasStatusOk()
        .bodyText()
        .contains("Keys that move", "Nothing has changed yet");
    String change = "{\"type\":\"set-server-states\",\"servers\":[\"a\"],\"state\":\"DRAINING\"}";
    assertThat(changes(name, change, clusters.details(name).revision(), false))
        .hasStatus(409)
        .bodyText()
        .contains("Nothing has changed yet", "more than the limit of 25.0", "name=\"force\"");
    assertThat(get("/clusters/" + name)).bodyText().doesNotContain("Draining");
    assertThat(changes(name, change, clusters.details(name).revision(), true))
        .hasStatus3xxRedirection();
    assertThat(get("/clusters/" + name)).bodyText().contains("Draining");

    long newest = clusters.details(name).revision();
    String undo = "/history/" + (newest - 1) + "/rollback";
    assertThat(get(undo))
        .hasStatusOk()
        .bodyText()
        .contains("Nothing has changed yet", "DRAINING", "READY", "name=\"force\"");
    assertThat(mvc.post().uri(undo + "?revision=" + newest).with(csrf())).hasStatus(409);
    assertThat(mvc.post().uri(undo + "?force=true&revision=" + newest).with(csrf()))
        .hasStatus3xxRedirection();
    assertThat(get("/clusters/" + name)).bodyText().doesNotContain("Draining");
  }

  private MvcTestResult changes(String cluster, String change, long revision, boolean force) {
    return mvc.post()
        .uri("/clusters/" + cluster + "/changes")
        .with(csrf())
        .param("change", change)
        .param("revision", Long.toString(revision))
        .param("force", Boolean.toString(force))
        .exchange();
  }

  @Test
  void aStaleWeightIsRefusedWithASentence() {
    String name = cluster("stale", new NewServer("a", "10.0.0.1", 9000));
    long seen = clusters.details(name).revision();
    clusters.apply(
        new Change.UpdateServer(name, "a", null, null, null, 2.0, null, null),
        Actor.system("test"),
        null);
    assertThat(
            changes(name, "{\"type\":\"update-server\",\"server\":\"a\",\"weight\":3}", seen, true))
        .hasStatus(412)
        .bodyText()
        .contains("class=\"flash bad\"", "changed the weight of a from 2 to 3");
    assertThat(clusters.details(name).config().servers().getFirst().weight()).isEqualTo(2.0);
  }
}
