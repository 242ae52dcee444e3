package io.ringway.control.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.overview.OverviewPages;
import io.ringway.control.publish.Revisions;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Several changes as one, and the limit above which a change needs force. */
@WithControlPlane
class StackApiTests {

  private static final String LAB = "/api/v1/clusters/lab";
  private static final Actor SYSTEM = Actor.system("test");

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Revisions revisions;

  @BeforeEach
  void aLabWithFiveServers() {
    if (clusters.find("lab").isPresent()) {
      clusters.apply(new Change.DeleteCluster("lab", true), SYSTEM, null);
    }
    List<NewServer> servers =
        List.of(
            new NewServer("a", "10.1.0.1", 80),
            new NewServer("b", "10.1.0.2", 80),
            new NewServer("c", "10.1.0.3", 80),
            new NewServer("d", "10.1.0.4", 80),
            new NewServer("e", "10.1.0.5", 80));
    clusters.apply(
        new Change.CreateCluster("lab", OverviewPages.settings("/lab"), servers, ReplicaPlan.NONE),
        SYSTEM,
        null);
  }

  private MvcTestResult post(String uri, String body) {
    return mvc.method(HttpMethod.POST)
        .uri(uri)
        .with(csrf())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private long head() {
    return revisions.head(Revisions.DEFAULT_WORKSPACE).revision();
  }

  private static double number(MvcTestResult result, String path) throws Exception {
    Number number =
        com.jayway.jsonpath.JsonPath.read(result.getResponse().getContentAsString(), path);
    return number.doubleValue();
  }

  @Test
  void aStackIsOneRevisionThatMovesJustWhatItsPreviewSaid() throws Exception {
    String stack =
        """
        {"changes": [
          {"type": "add-servers", "servers": [{"name": "f", "address": "10.1.0.6:80"}]},
          {"type": "update-server", "server": "a", "weight": 1.5},
          {"type": "pin-key", "key": "alice", "server": "f"},
          {"type": "update-cluster", "settings": {"steering": {"boundedLoad": 1.25}}},
          {"type": "update-cluster", "settings": {"drainMillis": 9000}}
        ]}\
        """;
    long before = head();
    MvcTestResult preview = post(LAB + ":preview", stack);
    assertThat(preview).hasStatusOk();
    assertThat(head()).isEqualTo(before);
    assertThat(number(preview, "$.preview.excess")).isGreaterThan(0).isLessThan(0.05);
    assertThat(number(preview, "$.preview.effects.balance.after")).isBetween(1.0, 1.2);
    assertThat(preview)
        .bodyJson()
        .extractingPath("$.preview.remarks[0]")
        .asString()
        .startsWith("The key with the fingerprint " + Pin.fingerprint("alice") + " is pinned and")
        .contains("to f; no other key moves.");

    MvcTestResult done = post(LAB + ":apply?force=true", stack);
    assertThat(done)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.sentence")
        .isEqualTo(
            "Ada added f to lab, changed the weight of a from 1 to 1.5 in lab, pinned the key with the"
                + " fingerprint "
                + Pin.fingerprint("alice")
                + " to f in lab, changed the load bound of lab and changed the drain time of"
                + " lab");
    assertThat(head()).isEqualTo(before + 1);
    assertThat(number(done, "$.moved")).isEqualTo(number(preview, "$.moved"));
    assertThat(revisions.find(Revisions.DEFAULT_WORKSPACE, head()).orElseThrow().change())
        .as("a cluster that does not show keys has none in its log")
        .doesNotContain("alice");
    ClusterDetails now = clusters.details("lab");
    assertThat(now.config().settings().steering().pins())
        .containsExactly(Pin.To.of("alice", "f").withoutKey());
    assertThat(now.config().settings().steering().boundedLoad()).isEqualTo(1.25);
    assertThat(now.config().settings().drainMillis()).isEqualTo(9_000);
    assertThat(now.server("a").map(ServerConfig::weight)).contains(1.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"update-server\",\"server\":\"z\",\"weight\":2}         | 404 | Change 2 of 2: Cluster 'lab' has no server 'z'",
        "{\"type\":\"update-server\",\"server\":\"a\",\"weight\":-2}        | 422 | Change 2 of 2: The weight of node 'a'",
        "{\"type\":\"delete-cluster\",\"force\":true}                       | 422 | Change 2 of 2: A stack changes one cluster",
        "{\"type\":\"pin-key\",\"key\":\"k\"}                               | 422 | either 'server'",
        "{\"type\":\"pin-key\",\"key\":\"k\",\"server\":\"z\"}              | 404 | no server 'z'",
        "{\"type\":\"pin-key\",\"server\":\"a\"}                            | 422 | 'key'",
        "{\"type\":\"unpin-key\",\"key\":\"k\"}                             | 409 | is not pinned",
        "{\"type\":\"set-server-states\",\"servers\":[\"a\"]}               | 400 | 'state'",
        "{\"type\":\"remove-servers\"}                                      | 400 | 'servers'",
        "{\"type\":\"scale\"}                                               | 400 | 'desired'",
        "{\"type\":\"update-cluster\",\"settings\":{\"drainMillis\":-1}}    | 422 | drain time",
        "{\"type\":\"update-cluster\",\"setings\":{}}                       | 400 | 'setings'",
        "{\"type\":\"update-server\",\"wieght\":2}                          | 400 | 'server'",
        "{\"type\":7}                                                       | 400 | type",
        "7                                                                  | 400 | JSON object",
      })
  void aStackWithOneBadChangeChangesNothing(String bad, int status, String says) throws Exception {
    long before = head();
    MvcTestResult result =
        post(
            LAB + ":apply?force=true",
            "{\"changes\": [{\"type\": \"update-server\", \"server\": \"a\", \"weight\": 3}, "
                + bad
                + "]}");
    assertThat(result).hasStatus(status);
    assertThat(result).bodyJson().extractingPath("$.detail").asString().contains(says);
    assertThat(head()).isEqualTo(before);
    assertThat(clusters.details("lab").server("a").map(ServerConfig::weight)).contains(1.0);
  }

  @Test
  void aChangeAboveTheLimitIsRefusedUntilItIsForced() throws Exception {
    long before = head();
    String body =
        "{\"type\": \"set-server-states\", \"servers\": [\"a\", \"b\"], \"state\": \"DRAINING\"}";
    MvcTestResult preview = post(LAB + ":preview", body);
    assertThat(preview).bodyJson().extractingPath("$.preview.needsForce").isEqualTo(true);
    MvcTestResult refused = post(LAB + ":apply", body);
    assertThat(refused)
        .hasStatus(409)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("of the keys of 'lab', more than the limit of 25.0", "?force=true");
    assertThat(number(refused, "$.limit")).isEqualTo(0.25);
    assertThat(number(refused, "$.moved")).isCloseTo(0.4, within(0.03));
    assertThat(head()).isEqualTo(before);
    assertThat(post(LAB + ":apply?force=true", body)).hasStatusOk();
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  void whatRingwayDoesByItselfIsNeverRefused() {
    clusters.apply(
        new Change.RemoveServers("lab", List.of("a", "b", "c", "d"), false), SYSTEM, null);
    assertThat(clusters.details("lab").config().servers()).hasSize(1);
  }

  @Test
  void aStackOnAStateThatHasPassedIsRefused() {
    String tag = "\"r" + clusters.details("lab").revision() + "\"";
    clusters.apply(
        new Change.UpdateServer("lab", "a", null, null, null, 2.0, null, null), SYSTEM, null);
    assertThat(
            mvc.post()
                .uri(LAB + ":apply")
                .with(csrf())
                .header("If-Match", tag)
                .contentType(MediaType.APPLICATION_JSON)
                .content(
                    "{\"changes\": [{\"type\": \"update-server\", \"server\": \"a\", \"weight\": 1}]}")
                .exchange())
        .hasStatus(412);
    assertThat(clusters.details("lab").server("a").map(ServerConfig::weight)).contains(2.0);
  }

  @Test
  void aPinGoesWithItsServerAndKeepsItsPlaceInAStackOfSettings() {
    post(LAB + ":apply", "{\"type\": \"pin-key\", \"key\": \"alice\", \"server\": \"a\"}");
    MvcTestResult result =
        post(
            LAB + ":apply",
            """
            {"changes": [
              {"type": "pin-key", "key": "bob", "spread": 2},
              {"type": "remove-servers", "servers": ["a"]},
              {"type": "update-cluster", "settings": {"steering": {"rampMillis": 1000}}}
            ]}\
            """);
    assertThat(result).hasStatusOk();
    assertThat(clusters.details("lab").config().settings().steering().pins())
        .containsExactly(Pin.Spread.of("bob", 2).withoutKey());
    assertThat(post(LAB + ":apply", "{\"type\": \"unpin-key\", \"key\": \"bob\"}")).hasStatusOk();
    assertThat(clusters.details("lab").config().settings().steering().pins()).isEmpty();
  }

  @Test
  void aClusterThatShowsKeysNamesThem() {
    post(
        LAB + ":apply",
        "{\"type\": \"update-cluster\", \"settings\": {\"steering\": {\"showKeys\": true}}}");
    assertThat(post(LAB + ":apply", "{\"type\": \"pin-key\", \"key\": \"al\", \"server\": \"a\"}"))
        .bodyJson()
        .extractingPath("$.sentence")
        .isEqualTo("Ada pinned the key 'al' to a in lab");
  }

  @Test
  void otherKeyRulesMoveAsIfByChanceAndSaySo() throws Exception {
    MvcTestResult preview =
        post(
            LAB + ":preview",
            """
            {"type": "update-cluster", "settings": {"keyRules": [{"source": "path"}]}}\
            """);
    assertThat(number(preview, "$.moved")).isCloseTo(0.8, within(0.01));
    assertThat(number(preview, "$.necessary")).isZero();
    assertThat(preview).bodyJson().extractingPath("$.preview.exact").isEqualTo(false);
    assertThat(preview)
        .bodyJson()
        .extractingPath("$.preview.remarks[0]")
        .asString()
        .startsWith("The key rules change, so requests get other keys");
  }
}
