package io.ringway.control.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.SessionsEnded;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicasChanged;
import io.ringway.control.cluster.ThreeServers;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerReport;
import java.io.UnsupportedEncodingException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The events that an open page receives. */
@WithControlPlane
class PageStreamsTests {

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;
  @Autowired ApplicationEventPublisher events;

  private String id;

  @BeforeEach
  void threeServers() {
    ThreeServers.anew(clusters, "heard");
    id = clusters.details("heard").config().id();
  }

  private MvcTestResult open(String path) {
    return mvc.get().uri(path).asyncExchange();
  }

  private static String heard(MvcTestResult stream) {
    try {
      return stream.getResponse().getContentAsString();
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamBeginsWithTheRevisionInForce() {
    var stream = open("/stream");
    assertThat(heard(stream))
        .startsWith("event:begin")
        .contains("\"revision\":" + snapshots.current().config().revision());
  }

  @Test
  void onlyThePagesOfAClusterHearOfItsReplicas() {
    var its = open("/clusters/heard/stream");
    var other = open("/stream");
    events.publishEvent(new ReplicasChanged(id));
    await().until(() -> heard(its).contains("event:replicas"));
    assertThat(heard(other)).doesNotContain("event:replicas");
  }

  @Test
  void thePageOfAServerHearsWhatABalancerSaysOfItNow() {
    report(true, 30);
    var stream = open("/clusters/heard/stream?server=a&said=other");
    await().until(() -> heard(stream).contains("\"server.requests\":\"30\""));
    await().until(() -> heard(stream).contains("\"said.east.inFlight\":\"4\""));
    // The page was rendered before the balancer reported.
    await().until(() -> heard(stream).contains("event:picture"));
  }

  @Test
  void nobodyHearsMoreThanTheSession() throws InterruptedException {
    var stream = open("/stream");
    assertThat(stream.getMvcResult().getRequest().isAsyncStarted()).isTrue();
    events.publishEvent(new SessionsEnded("Ada"));
    // The stream has ended, so the asynchronous request has a result.
    stream.getMvcResult().getAsyncResult(10_000);
  }

  private void report(boolean healthy, long requests) {
    events.publishEvent(
        new ReportReceived(
            "east",
            new Message.Report(
                1,
                0,
                1_000,
                List.of(
                    new ClusterReport(
                        id,
                        0,
                        0,
                        List.of(
                            new ServerReport(
                                "a", requests, requests, 0, 0, 0, 0, 4, healthy, "", "", 0)))))));
  }
}
