package io.ringway.control.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ThreeServers;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.review.Review;
import io.ringway.control.review.Reviews;
import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.NameFailure;
import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.address.AddressRefusal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The page of one server. */
@WithControlPlane
class ServerPagesTests {

  private static final Actor SYSTEM = Actor.system("test");
  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Reviews reviews;
  @Autowired Traffic traffic;
  @Autowired ApplicationEventPublisher events;

  @BeforeEach
  void threeServers() {
    ThreeServers.anew(clusters, "single");
  }

  private MvcTestResult page(String server) {
    return mvc.get().uri("/clusters/single/servers/" + server).exchange();
  }

  @Test
  void itSaysWhatWouldMoveIfTheServerDied() {
    Review.Figures dies =
        reviews.of("single", List.of(ServerAction.DISABLE.edit(List.of("a"))), null).figures();
    assertThat(page("a"))
        .hasStatusOk()
        .bodyText()
        .contains(
            "10.3.0.1:80",
            "If it died, " + dies.moved() + " of the keys would go elsewhere",
            "to b",
            "to c",
            "ring-moved",
            "No balancer has reported this server");
  }

  @Test
  void itSaysWhatEachBalancerSaysOfIt() {
    String id = clusters.details("single").config().id();
    report(id, "east", new ServerReport("a", 30, 30, 0, 0, 0, 0, 4, true, "", "", 0));
    report(
        id,
        "west",
        new ServerReport(
            "a", 0, 0, 0, 0, 5, 5, 0, false, "ejected for 10 s after 5 failed requests", "", 0));
    await().until(() -> traffic.observations(id, "a").size() == 2);
    assertThat(page("a"))
        .bodyText()
        .contains("east", "Sends requests", "west", "Ejected", "after 5 failed requests");
    assertThat(page("b")).bodyText().contains("No balancer has reported this server");
  }

  @Test
  void itSaysAtWhichAddressesEachBalancerFindsIt() {
    String id = clusters.details("single").config().id();
    report(
        id,
        "north",
        resolved(
            new Resolution(
                List.of("192.0.2.7", "2001:db8::7"),
                NameFailure.NO_SUCH_NAME,
                1_700_000_000_000L,
                List.of(new RefusedAddress("169.254.169.254", AddressRefusal.LINK_LOCAL)))));
    await()
        .until(() ->
            traffic.observations(id, "c").stream().anyMatch(one -> !one.resolution().resolved()));
    assertThat(page("c"))
        .bodyText()
        .contains(
            "192.0.2.7, then 2001:db8::7",
            "Name not resolved since 14 Nov 22:13 UTC: the name does not exist. The last good"
                + " address is used.",
            "Refused: 169.254.169.254 " + AddressRefusal.LINK_LOCAL.description());
    String before = ServerPages.state(traffic.observations(id, "c"));
    report(
        id,
        "north",
        resolved(new Resolution(List.of("192.0.2.8"), NameFailure.NONE, 0, List.of())));
    // The page is fetched again.
    await().until(() -> !ServerPages.state(traffic.observations(id, "c")).equals(before));
    assertThat(page("c")).bodyText().contains("192.0.2.8").doesNotContain("not resolved");
  }

  private static ServerReport resolved(Resolution resolution) {
    return new ServerReport("c", 0, 0, 0, 0, 0, 0, 0, true, "", "", 0, resolution);
  }

  private void report(String cluster, String balancer, ServerReport server) {
    events.publishEvent(
        new ReportReceived(
            balancer,
            new Message.Report(
                1,
                0,
                1_000,
                List.of(new ClusterReport(cluster, 0, 0, List.of(server), HotKeys.NONE)))));
  }

  @Test
  void aServerWithoutKeysSaysSo() {
    clusters.apply(
        new Change.SetServerStates("single", List.of("a"), ServerState.DRAINING),
        SYSTEM,
        null,
        true);
    assertThat(page("a"))
        .hasStatusOk()
        .bodyText()
        .contains("It has no keys now", "Draining", "Make ready")
        .doesNotContain("If it died");
  }

  @Test
  void theOnlyServerTakesAllKeysWithIt() {
    clusters.apply(new Change.RemoveServers("single", List.of("b", "c"), true), SYSTEM, null, true);
    assertThat(page("a"))
        .hasStatusOk()
        .bodyText()
        .contains("If it died, " + NumberText.percent(1) + " of the keys");
  }

  @Test
  void aServerThatIsNotThereIsNotFound() {
    assertThat(page("z")).hasStatus(404).bodyText().contains("z");
    assertThat(mvc.get().uri("/clusters/nowhere/servers/a")).hasStatus(404);
  }
}
