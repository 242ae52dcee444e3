package io.ringway.control.hotkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ThreeServers;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.Revisions;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Steering;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** A cluster with a hot key, for tests. */
@WithControlPlane
abstract class HotCluster {

  static final String KEY = "<b>user</b>";
  static final String HASH = Pin.fingerprint(KEY);
  static final String API = "/api/v1/clusters/hot";
  static final String PAGE = "/clusters/hot/hot-keys";
  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Revisions revisions;
  @Autowired Traffic traffic;
  @Autowired ApplicationEventPublisher events;

  @BeforeEach
  void threeServers() {
    ThreeServers.anew(clusters, "hot");
  }

  void show(boolean keys) {
    ClusterSettings now = clusters.details("hot").config().settings();
    clusters.apply(
        new Change.UpdateCluster(
            "hot", null, now.with(it -> it.steering = now.steering().showing(keys))),
        Actor.system("test"),
        null);
  }

  /** Reports keys as a balancer does when the cluster shows them. */
  void asked(long count) {
    String id = clusters.details("hot").config().id();
    await().until(() -> traffic.history(id, 1).size() == 1);
    events.publishEvent(
        new ReportReceived(
            "b1",
            new Message.Report(
                1,
                0,
                1_000,
                List.of(
                    new ClusterReport(
                        id,
                        0,
                        0,
                        List.of(),
                        new HotKeys(count * 2, List.of(new HotKey(HASH, KEY, count, 1)), 3))))));
    await().until(() -> traffic.hotKeys(id).requests() == count * 2);
  }

  MvcTestResult call(HttpMethod method, String uri, String body) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  String get(String uri) throws Exception {
    MvcTestResult result = mvc.get().uri(uri).exchange();
    assertThat(result).hasStatusOk();
    return result.getResponse().getContentAsString();
  }

  Steering steering() {
    return clusters.details("hot").config().settings().steering();
  }

  String lastSentence() {
    return revisions.list(Revisions.DEFAULT_WORKSPACE, "hot", 0, 1).getFirst().sentence();
  }
}
