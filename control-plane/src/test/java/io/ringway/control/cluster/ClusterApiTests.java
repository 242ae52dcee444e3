package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.ServerTls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WithControlPlane
class ClusterApiTests {

  private static final String SHOP = "/api/v1/clusters/shop";

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;
  @Autowired Revisions revisions;

  @BeforeEach
  void aShopWithTwoServers() {
    call(HttpMethod.DELETE, SHOP + "?force=true", "");
    assertThat(
            call(
                HttpMethod.POST,
                "/api/v1/clusters",
                """
                {"name": "shop", "listen": {"port": 0, "hosts": [], "pathPrefix": "/shop"},
                 "servers": [{"name": "a", "address": "10.0.0.1:80"},
                             {"name": "b", "host": "10.0.0.2", "port": 80}]}
                """))
        .hasStatus(201);
  }

  private MvcTestResult call(HttpMethod method, String uri, String body) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private MvcTestResult callIfMatch(HttpMethod method, String uri, String body, String tag) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .header("If-Match", tag)
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private long head() {
    return revisions.head(Revisions.DEFAULT_WORKSPACE).revision();
  }

  @Test
  void aChangeIsPublishedBeforeItsAnswerLeaves() {
    MvcTestResult result = call(HttpMethod.PATCH, SHOP + "/servers/b", "{\"weight\": 3}");
    assertThat(result)
        .hasStatusOk()
        .hasHeader("ETag", "\"r" + head() + "\"")
        .bodyJson()
        .extractingPath("$.sentence")
        .isEqualTo("Ada changed the weight of b from 1 to 3 in shop");
    assertThat(result)
        .bodyJson()
        .extractingPath("$.moved")
        .convertTo(Double.class)
        .satisfies(moved -> assertThat(moved).isCloseTo(0.25, within(0.02)));
    assertThat(snapshots.current().config().revision()).isEqualTo(head());
    assertThat(snapshots.current().cluster("shop").orElseThrow().servers().get(1).weight())
        .isEqualTo(3);
  }

  @Test
  void aDryRunAndAPreviewSayExactlyWhatTheChangeThenMoves() throws Exception {
    long before = head();
    MvcTestResult dry =
        call(HttpMethod.PATCH, SHOP + "/servers/a?dryRun=true", "{\"state\": \"DRAINING\"}");
    MvcTestResult preview =
        call(
            HttpMethod.POST,
            SHOP + ":preview",
            "{\"type\": \"update-server\", \"server\": \"a\", \"state\": \"DRAINING\"}");
    assertThat(head()).isEqualTo(before);
    MvcTestResult done =
        call(HttpMethod.PATCH, SHOP + "/servers/a?force=true", "{\"state\": \"DRAINING\"}");
    for (String path : new String[] {"$.moved", "$.necessary", "$.flows", "$.sentence"}) {
      Object expected = com.jayway.jsonpath.JsonPath.read(body(done), path);
      assertThat(dry).bodyJson().extractingPath(path).isEqualTo(expected);
      assertThat(preview).bodyJson().extractingPath(path).isEqualTo(expected);
    }
  }

  private static String body(MvcTestResult result) throws Exception {
    return result.getResponse().getContentAsString();
  }

  @Test
  void whatIsAsAskedForAlreadyMakesNoRevision() {
    long before = head();
    assertThat(call(HttpMethod.PATCH, SHOP + "/servers/a", "{\"weight\": 1}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.changed")
        .isEqualTo(false);
    assertThat(head()).isEqualTo(before);
  }

  @Test
  void aPatchOfTheSettingsLeavesTheOthersAndNullBringsTheDefaultBack() {
    assertThat(
            call(
                HttpMethod.PATCH, SHOP, "{\"health\": {\"path\": \"/up\"}, \"drainMillis\": 9000}"))
        .hasStatusOk();
    assertThat(call(HttpMethod.PATCH, SHOP, "{\"drainMillis\": null}")).hasStatusOk();
    ClusterDetails details = clusters.details("shop");
    assertThat(details.config().settings().health().path()).isEqualTo("/up");
    assertThat(details.config().settings().health().intervalMillis()).isEqualTo(500);
    assertThat(details.config().settings().drainMillis()).isEqualTo(5_000);
    assertThat(details.config().servers()).hasSize(2);
  }

  @Test
  void tlsToServersIsSwitchedOnAndShown() {
    String patch = "{\"serverTls\": {\"enabled\": true, \"name\": \"Shop.internal\"}}";
    assertThat(call(HttpMethod.PATCH, SHOP, patch)).hasStatusOk();
    assertThat(clusters.details("shop").config().settings().serverTls())
        .isEqualTo(new ServerTls(true, "shop.internal"));
    assertThat(call(HttpMethod.GET, SHOP, ""))
        .bodyJson()
        .extractingPath("$.serverTls.name")
        .isEqualTo("shop.internal");
    assertThat(call(HttpMethod.PATCH, SHOP, "{\"serverTls\": null}")).hasStatusOk();
    assertThat(clusters.details("shop").config().settings().serverTls()).isEqualTo(ServerTls.OFF);
  }

  @Test
  void tlsOnItsOwnPortIsSwitchedOnAndShown() {
    String patch = "{\"listen\": {\"port\": 8443, \"tls\": true}}";
    assertThat(call(HttpMethod.PATCH, SHOP, patch)).hasStatusOk();
    assertThat(snapshots.current().config().tlsPorts()).containsExactly(8443);
    assertThat(call(HttpMethod.GET, SHOP, ""))
        .bodyJson()
        .extractingPath("$.listen.tls")
        .isEqualTo(true);
    assertThat(call(HttpMethod.PATCH, SHOP, "{\"listen\": {\"tls\": null}}")).hasStatusOk();
    assertThat(snapshots.current().config().tlsPorts()).isEmpty();
  }

  @Test
  void whatServersAreToldIsSetAndShown() {
    String patch = "{\"relay\": {\"proxyProtocol\": \"V1\"}}";
    assertThat(call(HttpMethod.PATCH, SHOP, patch)).hasStatusOk();
    assertThat(clusters.details("shop").config().settings().relay())
        .isEqualTo(new RelayPolicy(ProxyProtocol.V1, true));
    assertThat(call(HttpMethod.GET, SHOP, ""))
        .bodyJson()
        .extractingPath("$.relay.proxyProtocol")
        .isEqualTo("V1");
    assertThat(call(HttpMethod.PATCH, SHOP, "{\"relay\": null}")).hasStatusOk();
    assertThat(clusters.details("shop").config().settings().relay()).isEqualTo(RelayPolicy.DEFAULT);
  }

  @Test
  void anotherAlgorithmBeginsWithItsUsualKnobs() {
    String patch = "{\"placement\": {\"algorithm\": \"haproxy\", \"avalanche\": false}}";
    assertThat(call(HttpMethod.PATCH, SHOP + "?force=true", patch)).hasStatusOk();
    assertThat(call(HttpMethod.GET, SHOP, ""))
        .bodyJson()
        .extractingPath("$.placement")
        .isEqualTo(Map.of("algorithm", "haproxy", "function", "SDBM", "avalanche", false));
    assertThat(
            call(
                HttpMethod.PATCH,
                SHOP + "?force=true",
                "{\"placement\": {\"algorithm\": \"nginx\"}}"))
        .hasStatusOk();
    assertThat(call(HttpMethod.GET, SHOP, ""))
        .bodyJson()
        .extractingPath("$.placement")
        .isEqualTo(Map.of("algorithm", "nginx"));
    assertThat(
            call(
                HttpMethod.PATCH,
                SHOP + "?force=true",
                "{\"placement\": {\"algorithm\": \"dance\"}}"))
        .hasStatus(400);
  }

  @Test
  void listsArePagedAndFiltered() {
    assertThat(mvc.get().uri("/api/v1/clusters?name=sho&size=1").exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.items[0].name")
        .isEqualTo("shop");
    assertThat(mvc.get().uri(SHOP + "/servers?page=1&size=1").exchange())
        .bodyJson()
        .extractingPath("$.items[0].name")
        .isEqualTo("b");
  }

  @Test
  void anotherSpellingOfAPathPrefixIsTheSamePathPrefix() {
    for (String prefix : List.of("/shop", "//shop", "/%73hop", "/x/../shop")) {
      assertThat(
              call(
                  HttpMethod.POST,
                  "/api/v1/clusters",
                  "{\"name\": \"other\", \"listen\":"
                      + " {\"port\": 0, \"hosts\": [], \"pathPrefix\": \""
                      + prefix
                      + "\"}}"))
          .hasStatus(409);
    }
  }

  @Test
  void aStaleIfMatchIsRefusedAndAnUnrelatedChangeDoesNotMakeItStale() {
    String tag = mvc.get().uri(SHOP).exchange().getResponse().getHeader("ETag");
    assertThat(
            call(
                HttpMethod.POST,
                "/api/v1/clusters",
                "{\"name\": \"other\", \"listen\":"
                    + " {\"port\": 0, \"hosts\": [\"other.example\"], \"pathPrefix\": \"/\"}}"))
        .hasStatus(201);
    assertThat(callIfMatch(HttpMethod.PATCH, SHOP + "/servers/a", "{\"weight\": 2}", tag))
        .hasStatusOk();
    assertThat(callIfMatch(HttpMethod.PATCH, SHOP + "/servers/a", "{\"weight\": 4}", tag))
        .hasStatus(412)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("read it again");
    assertThat(callIfMatch(HttpMethod.PATCH, SHOP + "/servers/a", "{\"weight\": 4}", "banana"))
        .hasStatus(400);
    call(HttpMethod.DELETE, "/api/v1/clusters/other", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"10.0.0.3\"}               | 422 | host:port",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"10.0.0.3:0\"}             | 422 | port",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"10.0.0.3:65536\"}         | 422 | 65535",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"169.254.169.254:80\"}     | 422 | link-local",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"0x7f.1:80\"}              | 422 | is not a host",
        "POST   | /servers   | {\"name\":\"c\"}                                        | 400 | 'address'",
        "POST   | /servers   | {\"address\":\"10.0.0.3:80\"}                           | 400 | 'name'",
        "POST   | /servers   | {\"name\":\"a b\",\"address\":\"10.0.0.3:80\"}          | 422 | server name",
        "POST   | /servers   | {\"name\":\"a\",\"address\":\"10.0.0.3:80\"}            | 422 | name 'a'",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"10.0.0.1:80\"}            | 422 | address '10.0.0.1:80'",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"weight\":0}       | 422 | 0.001 to 1,000",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"weight\":-1}      | 422 | 0.001 to 1,000",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"weight\":\"NaN\"} | 422 | 0.001 to 1,000",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"weight\":\"x\"}   | 400 | 'weight'",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"wieght\":1}       | 400 | 'wieght'",
        "POST   | /servers   | {\"name\":\"c\",\"address\":\"x:1\",\"state\":\"UP\"}   | 400 | 'state'",
        "POST   | /servers   | []                                                      | 422 | at least one",
        "POST   | /servers   | null                                                    | 400 | JSON",
        "POST   | /servers   | {\"name\":                                              | 400 | JSON",
        "PATCH  | /servers/a | {\"colour\":\"red\"}                                    | 400 | colour",
        "PATCH  | /servers/a | {\"weight\":1001}                                       | 422 | 0.001 to 1,000",
        "PATCH  | /servers/z | {\"weight\":1}                                          | 404 | no server 'z'",
        "DELETE | /servers/z | {}                                                      | 404 | no server 'z'",
        "DELETE | ``         | {}                                                      | 409 | force",
        "PATCH  | ``         | {\"helth\":{}}                                          | 400 | 'helth'",
        "PATCH  | ``         | {\"health\":{\"path\":\"no\"}}                          | 422 | '/'",
        "PATCH  | ``         | {\"keyRules\":[{\"source\":\"moon\"}]}                  | 400 | keyRules",
        "PATCH  | ``         | {\"listen\":{\"port\":0,\"tls\":true}}                  | 422 | --tls-port",
        "PATCH  | ``         | {\"serverTls\":{\"name\":\"a:1\"}}                       | 422 | no host name",
        "PATCH  | ``         | {\"name\":\"No Name\"}                                  | 422 | lower-case",
        "PATCH  | `` | {\"drainMillis\":1.5} | 400 | 'drainMillis' is 1.5: give a whole number of milliseconds.",
        "PATCH  | `` | {\"drainMillis\":[1]} | 400 | 'drainMillis' is a list: give a whole number of milli",
        "PATCH  | `` | {\"drainMillis\":99999999999} | 400 | is 99999999999: give a whole number of milli",
        "PATCH  | `` | {\"replicaPolicy\":{\"unhealthyMillis\":1.5}} | 400 | 'replicaPolicy.unhealthyMillis' is 1.5: give a whole number of milliseconds.",
        "PATCH  | `` | {\"replicaPolicy\":{\"unhealthyMillis\":\"5\"}} | 400 | Millis' is \"5\": give a whole number of",
        "PATCH  | `` | {\"replicaPolicy\":{\"unhealthyMillis\":true}} | 400 | Millis' is true: give a whole number",
        "PATCH  | `` | {\"health\":{\"method\":\"POST\"}} | 400 | 'health.method' is \"POST\": give one of GET, HEAD, OPTIONS.",
        "PATCH  | `` | {\"health\":{\"method\":1}} | 400 | 'health.method' is 1: give one of GET, HEAD, OPTIONS.",
        "PATCH  | `` | {\"health\":{\"path\":1}} | 400 | 'health.path' is 1: give a text.",
        "PATCH  | `` | {\"listen\":{\"tls\":\"yes\"}} | 400 | 'listen.tls' is \"yes\": give true or false.",
        "PATCH  | `` | {\"listen\":{\"port\":80.5}} | 400 | 'listen.port' is 80.5: give a whole number.",
        "PATCH  | `` | {\"listen\":{\"hosts\":\"a\"}} | 400 | 'listen.hosts' is \"a\": give a list.",
        "PATCH  | `` | {\"steering\":{\"boundedLoad\":\"a\"}} | 400 | 'steering.boundedLoad' is \"a\": give a number.",
        "POST   | /servers | {\"name\":\"c\",\"host\":\"x\",\"port\":1.5} | 400 | 'port' is 1.5: give a whole number.",
        "PATCH  | ``         | {\"servers\":[]}                                        | 400 | /servers",
        "PUT    | ``         | {\"drainMillis\":-1}                                    | 422 | 0 to 3600000",
        "POST   | :scale     | {\"desired\":2}                                         | 422 | runtime",
        "POST   | :scale     | {}                                                      | 400 | 'desired'",
        "POST   | :preview   | {\"type\":\"explode\"}                                  | 400 | type",
        "POST   | x          | {}                                                      | 4   | ``",
      })
  void aBadInputGetsOneClearMessageAndChangesNothing(
      String method, String path, String body, int status, String says) throws Exception {
    long before = head();
    MvcTestResult result = call(HttpMethod.valueOf(method), SHOP + path, body);
    assertThat(String.valueOf(result.getResponse().getStatus())).startsWith(status + "");
    assertThat(result.getResponse().getContentType()).startsWith("application/problem+json");
    String detail = com.jayway.jsonpath.JsonPath.read(body(result), "$.detail");
    assertThat(detail).contains(says);
    assertThat(head()).isEqualTo(before);
  }

  @Test
  void twoClustersMustNotListenForTheSameRequests() {
    assertThat(
            call(
                HttpMethod.POST,
                "/api/v1/clusters",
                "{\"name\": \"twin\", \"listen\":"
                    + " {\"port\": 0, \"hosts\": [], \"pathPrefix\": \"/shop\"}}"))
        .hasStatus(409)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("'shop'", "'twin'", "listen");
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    String body = "{\"name\": \"" + "x".repeat(1 << 20) + "\"}";
    assertThat(call(HttpMethod.POST, SHOP + "/servers", body)).hasStatus(413);
  }
}
