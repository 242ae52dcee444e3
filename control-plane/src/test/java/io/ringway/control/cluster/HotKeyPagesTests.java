package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.Steering;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Hot keys and pins over REST and on their pages. */
@WithControlPlane
class HotKeyPagesTests {

  private static final String KEY = "<b>user</b>";
  private static final String HASH = Pin.fingerprint(KEY);
  private static final String API = "/api/v1/clusters/hot";
  private static final String PAGE = "/clusters/hot/hot-keys";

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;
  @Autowired Revisions revisions;
  @Autowired Traffic traffic;
  @Autowired ApplicationEventPublisher events;

  @BeforeEach
  void aClusterWithThreeServers() {
    if (clusters.find("hot").isPresent()) {
      clusters.apply(new Change.DeleteCluster("hot", true), Actor.system("test"), null);
    }
    clusters.apply(
        new Change.CreateCluster(
            "hot",
            OverviewPages.settings("/hot"),
            List.of(
                new NewServer("a", "10.0.0.1", 1),
                new NewServer("b", "10.0.0.2", 2),
                new NewServer("c", "10.0.0.3", 3)),
            ReplicaPlan.NONE),
        Actor.system("test"),
        null);
  }

  private void show(boolean keys) {
    ClusterSettings now = clusters.details("hot").config().settings();
    clusters.apply(
        new Change.UpdateCluster(
            "hot", null, now.with(it -> it.steering = now.steering().showing(keys))),
        Actor.system("test"),
        null);
  }

  /** A balancer that tells the keys, as one does whose cluster shows them. */
  private void asked(long count) {
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

  @Test
  void whatABoundPassesOnIsShownBesideTheServerThatItWentPast() throws Exception {
    assertThat(get("/clusters/hot")).doesNotContain("Spills");
    ClusterConfig cluster = clusters.details("hot").config();
    clusters.apply(
        new Change.UpdateCluster(
            "hot", null, cluster.settings().with(it -> it.steering = it.steering.bounded(1.25))),
        Actor.system("test"),
        null);
    String server = cluster.servers().getFirst().id();
    await().until(() -> traffic.history(cluster.id(), 1).size() == 1);
    events.publishEvent(
        new ReportReceived(
            "b1",
            new Message.Report(
                1,
                0,
                1_000,
                List.of(
                    new ClusterReport(
                        cluster.id(),
                        0,
                        0,
                        List.of(
                            new ServerReport(
                                server, 9, 9, 0, 0, 0, 0, 1, true, "", "", 1_234)))))));
    assertThat(get("/clusters/hot"))
        .contains(">Spills</th>", "data-live=\"" + server + ".spills\">1,234<");
    assertThat(get(API + "/traffic")).contains("\"spills\":1234");
  }

  private MvcTestResult call(HttpMethod method, String uri, String body) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private String get(String uri) throws Exception {
    MvcTestResult result = mvc.get().uri(uri).exchange();
    assertThat(result).hasStatusOk();
    return result.getResponse().getContentAsString();
  }

  private Steering steering() {
    return clusters.details("hot").config().settings().steering();
  }

  private String lastSentence() {
    return revisions.list(Revisions.DEFAULT_WORKSPACE, "hot", 0, 1).getFirst().sentence();
  }

  @Test
  void aHotKeyIsListedWithItsOwnerAndNotShownUnlessAskedFor() throws Exception {
    asked(40);
    assertThat(mvc.get().uri(API + "/hot-keys").exchange())
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"cluster": "hot", "seconds": 60, "requests": 80, "unlisted": 3, "keysShown": false,
             "keys": [{"rank": 1, "hash": "%s", "key": null, "count": 40, "error": 1,
                       "share": 0.5, "pin": null}]}
            """
                .formatted(HASH));
    for (String page : List.of(API + "/hot-keys", PAGE, PAGE + "/" + HASH, "/clusters/hot")) {
      assertThat(get(page)).contains(HASH).doesNotContain("user</b>", "user&lt;/b&gt;");
    }
    assertThat(get(PAGE)).contains("Keys are not shown", "50.0");
  }

  @Test
  void aShownKeyThatIsHtmlIsShownAsText() throws Exception {
    show(true);
    asked(41);
    assertThat(mvc.get().uri(API + "/hot-keys?limit=1").exchange())
        .bodyJson()
        .extractingPath("$.keys[0].key")
        .isEqualTo(KEY);
    for (String page : List.of(PAGE, PAGE + "/" + HASH, "/clusters/hot")) {
      assertThat(get(page)).contains("&lt;b&gt;user&lt;/b&gt;").doesNotContain(KEY);
    }
    show(false);
    assertThat(get(PAGE)).contains(HASH).doesNotContain("user&lt;/b&gt;");
  }

  @Test
  void withoutTrafficThePageSaysWhatAKeyIs() throws Exception {
    assertThat(get(PAGE)).contains("No key in the last minute", "key rules", "Load bound");
    assertThat(get("/clusters/hot")).contains("No request carried a key");
  }

  @Test
  void aKeyIsPinnedByItsHashThenSpreadThenGivenBack() throws Exception {
    asked(42);
    assertThat(get(PAGE + "/" + HASH)).contains("Busiest server then", "Pin here", "Spread");
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH + "?dryRun=true", "{\"server\":\"b\"}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.changed")
        .isEqualTo(true);
    assertThat(steering().pins()).isEmpty();
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH, "{\"server\":\"b\"}")).hasStatusOk();
    assertThat(steering().pins()).containsExactly(new Pin.To(HASH, "", "b"));
    assertThat(lastSentence()).contains(HASH).contains("to b in hot");
    assertThat(get(API + "/hot-keys")).contains("\"servers\":[{\"id\":\"b\",\"name\":\"b\"}]");
    assertThat(get(PAGE)).contains("Pinned", "to b");
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH, "{\"spread\":2}")).hasStatusOk();
    assertThat(steering().pins()).containsExactly(new Pin.Spread(HASH, "", 2));
    assertThat(mvc.get().uri(API + "/hot-keys").exchange())
        .bodyJson()
        .extractingPath("$.keys[0].servers.length()")
        .isEqualTo(2);
    assertThat(get(PAGE + "/" + HASH)).contains("as it is", "Remove the pin");
    assertThat(call(HttpMethod.DELETE, API + "/pins/" + HASH, "")).hasStatusOk();
    assertThat(steering().pins()).isEmpty();
    assertThat(call(HttpMethod.DELETE, API + "/pins/" + HASH, "")).hasStatus(409);
  }

  @Test
  void aKeyThatIsNotToBeShownReachesNoLogAndNoAnswer() throws Exception {
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"secret-token\",\"server\":\"a\"}"))
        .hasStatusOk();
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"secret-token\",\"spread\":2}"))
        .hasStatusOk();
    assertThat(steering().pins())
        .containsExactly(new Pin.Spread(Pin.fingerprint("secret-token"), "", 2));
    assertThat(get(PAGE + "/pin?key=secret-other&to=server:a"))
        .contains(Pin.fingerprint("secret-other"), "Nothing has changed yet")
        .doesNotContain("secret-other");
    long head = revisions.head(Revisions.DEFAULT_WORKSPACE).revision();
    for (String page :
        List.of(
            API,
            API + "/pins",
            PAGE,
            "/clusters/hot",
            "/history",
            "/history/" + head,
            "/api/v1/revisions/" + head,
            "/api/v1/revisions/" + (head - 1),
            "/api/v1/revisions/" + head + "/diff")) {
      assertThat(get(page)).as(page).doesNotContain("secret");
    }
    assertThat(call(HttpMethod.DELETE, API + "/pins?key=secret-token", "")).hasStatusOk();
    assertThat(lastSentence()).doesNotContain("secret");
    assertThat(steering().pins()).isEmpty();
  }

  @Test
  void whereKeysAreShownTheLogNamesThem() {
    show(true);
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"user\\n42\",\"server\":\"a\"}"))
        .hasStatusOk();
    assertThat(steering().pins()).containsExactly(Pin.To.of("user\n42", "a"));
    assertThat(lastSentence()).contains("'user?42' to a");
    show(false);
    assertThat(steering().pins()).containsExactly(new Pin.To(Pin.fingerprint("user\n42"), "", "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT    | /pins/xyz              | {\"server\":\"a\"}                | 422 | 16 hexadecimal",
        "PUT    | /pins/00000000000000ff | {\"server\":\"z\"}                | 404 | no server 'z'",
        "PUT    | /pins/00000000000000ff | {\"spread\":1}                    | 422 | 2 to 100",
        "PUT    | /pins/00000000000000ff | {}                                | 422 | 'server'",
        "PUT    | /pins/00000000000000ff | {\"server\":\"a\",\"spread\":2}   | 422 | either",
        "PUT    | /pins/00000000000000ff | {\"key\":\"a\",\"server\":\"a\"}  | 422 | leave one",
        "PUT    | /pins/00000000000000ff | {\"sever\":\"a\"}                 | 400 | sever",
        "POST   | /pins                  | {\"server\":\"a\"}                | 422 | 'key'",
        "DELETE | /pins/00000000000000ff | {}                                | 409 | not pinned",
        "GET    | /hot-keys?limit=0      | {}                                | 400 | limit=1",
        "GET    | /hot-keys?limit=257    | {}                                | 400 | limit=256",
      })
  void aBadInputGetsOneClearMessage(
      String method, String path, String body, int status, String says) throws Exception {
    MvcTestResult result = call(HttpMethod.valueOf(method), API + path, body);
    assertThat(result).hasStatus(status);
    String detail =
        com.jayway.jsonpath.JsonPath.read(result.getResponse().getContentAsString(), "$.detail");
    assertThat(detail).contains(says);
  }

  @Test
  void viewersReadAndDoNotPin() {
    var viewer = user("vera").roles("VIEWER");
    assertThat(mvc.get().uri(API + "/hot-keys").with(viewer).exchange()).hasStatusOk();
    assertThat(mvc.get().uri(PAGE).with(viewer).exchange()).hasStatusOk();
    assertThat(
            mvc.put()
                .uri(API + "/pins/" + HASH)
                .with(viewer)
                .with(csrf())
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"server\":\"a\"}")
                .exchange())
        .hasStatus(403);
  }

  @Test
  void theFormsLeadToAReviewAndSayWhatIsWrong() throws Exception {
    assertThat(get(PAGE + "/bound?bound=1.5"))
        .contains("Nothing has changed yet", "changed the load bound of hot");
    assertThat(get(PAGE + "/pin?key=k1&to=spread:3"))
        .contains("Nothing has changed yet", Pin.fingerprint("k1"));
    assertThat(mvc.get().uri(PAGE + "/bound?bound=lots").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("lots");
    assertThat(mvc.get().uri(PAGE + "/bound?bound=0.5").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("1 to 100");
    assertThat(mvc.get().uri(PAGE + "/pin?to=server:a").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("Type the key");
  }
}
