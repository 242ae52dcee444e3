package io.ringway.control.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.ringway.control.WithControlPlane;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Explanations over REST and as pages, by the control plane alone. */
@WithControlPlane
class ExplainApiTests {

  private static final String CLUSTERS = "/api/v1/clusters";
  private static final String ASK = CLUSTERS + "/explained:explain";

  @Autowired MockMvcTester mvc;

  @BeforeEach
  void aClusterWithThreeServers() {
    change(HttpMethod.DELETE, CLUSTERS + "/explained?force=true", "");
    assertThat(
            change(
                HttpMethod.POST,
                CLUSTERS,
                """
                {"name": "explained",
                 "listen": {"port": 8091, "hosts": ["shop.example"], "pathPrefix": "/cart"},
                 "keyRules": [{"source": "header", "name": "X-Key"}, {"source": "query", "name": "id"}],
                 "servers": [{"name": "a", "address": "10.0.0.1:80"},
                             {"name": "b", "address": "10.0.0.2:80"},
                             {"name": "c", "address": "10.0.0.3:80"}]}
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

  /** Sends a request as an operator. */
  private MvcTestResult change(HttpMethod method, String uri, String body) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .with(user("Ada").roles("OPERATOR"))
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private MvcTestResult ask(String body) {
    return call(HttpMethod.POST, ASK, body);
  }

  private MvcTestResult page(String... parameters) {
    var request = mvc.get().uri("/clusters/explained/explore");
    for (int i = 0; i < parameters.length; i += 2) {
      request.param(parameters[i], parameters[i + 1]);
    }
    return request.exchange();
  }

  @Test
  @WithMockUser(roles = "VIEWER")
  void whoMayReadMayAsk() {
    MvcTestResult told = ask("{\"key\": \"user-42\"}");
    assertThat(told).hasStatusOk().bodyJson().extractingPath("$.own.rule").isEqualTo("given");
    assertThat(told).bodyJson().extractingPath("$.own.keyHex").isEqualTo("757365722d3432");
    assertThat(told).bodyJson().extractingPath("$.own.steps.length()").isEqualTo(3);
    assertThat(told).bodyJson().extractingPath("$.own.steps[0].verdict").isEqualTo("TAKEN");
    assertThat(told).bodyJson().extractingPath("$.agree").isNull();
    assertThat(told).bodyJson().extractingPath("$.balancers").asArray().isEmpty();
  }

  @Test
  void aRequestIsExplainedByTheRuleThatFindsItsKey() {
    assertThat(ask("{\"request\": {\"target\": \"/cart?id=7\", \"headers\": {\"x-key\": \"k\"}}}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.own.rule")
        .isEqualTo("header X-Key");
    MvcTestResult byQuery = ask("{\"request\": {\"target\": \"/cart?id=7\"}}");
    assertThat(byQuery).bodyJson().extractingPath("$.own.rule").isEqualTo("query id");
    assertThat(byQuery).bodyJson().extractingPath("$.own.key").isEqualTo("7");
    MvcTestResult without = ask("{\"request\": {}}");
    assertThat(without).bodyJson().extractingPath("$.own.rule").isEqualTo("fallback random");
    assertThat(without).bodyJson().extractingPath("$.own.takers.length()").isEqualTo(3);
    assertThat(
            ask("{\"request\": {\"headers\": {\"Cookie\": [\"a=1\", \"b=2\"], \"X-Key\": \"é\"}}}"))
        .bodyJson()
        .extractingPath("$.own.keyHex")
        .isEqualTo("c3a9");
  }

  @Test
  void aRequestIsRoutedAsABalancerRoutesIt() {
    for (String target : new String[] {"//cart?id=7", "/%63art?id=7", "/x/../cart?id=7"}) {
      assertThat(
              ask("{\"request\": {\"host\": \"SHOP.example.\", \"target\": \"" + target + "\"}}"))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.own.key")
          .isEqualTo("7");
    }
  }

  @Test
  void aDrainingServerIsPassedOverWithItsReason() {
    for (String server : new String[] {"a", "b"}) {
      assertThat(
              change(
                  HttpMethod.PATCH,
                  CLUSTERS + "/explained/servers/" + server + "?force=true",
                  "{\"state\": \"DRAINING\"}"))
          .hasStatusOk();
    }
    MvcTestResult told = ask("{\"key\": \"user-42\"}");
    assertThat(told)
        .bodyJson()
        .extractingPath("$.own.steps[?(@.name == 'a')].verdict")
        .asArray()
        .containsExactly("DRAINING");
    assertThat(told)
        .bodyJson()
        .extractingPath("$.own.steps[?(@.name == 'c')].verdict")
        .asArray()
        .containsExactly("TAKEN");
    assertThat(told)
        .bodyJson()
        .extractingPath("$.own.steps[?(@.name == 'c')].ifItDies")
        .asArray()
        .containsExactly("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | Give either 'key' or 'request'",
        "{\"key\": \"a\", \"request\": {}} | Give either 'key' or 'request'",
        "{\"request\": {\"target\": \"cart\"}} | such as /cart?id=7",
        "{\"request\": {\"target\": \"/a b\"}} | a space as %20",
        "{\"request\": {\"headers\": {\"X Key\": \"a\"}}} | name of a header",
        "{\"request\": {\"headers\": {\"X-Key\": 7}}} | give a text",
        "{\"request\": {\"headers\": {\"Host\": \"a\"}}} | in the field 'host'",
        "{\"request\": {\"headers\": {\"X-Key\": \"a\\nb\"}}} | line end",
        "{\"request\": {\"method\": \"GE T\"}} | method",
        "{\"request\": {\"host\": \"a b\"}} | is no host",
        "{\"request\": {\"host\": \"elsewhere.example\", \"target\": \"/nowhere-at-all\"}} | No cluster takes",
      })
  void whatCannotBeAskedIsRefusedWithWhatToDo(String body, String sentence) {
    assertThat(ask(body))
        .hasStatus(422)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains(sentence);
  }

  @Test
  void keysHaveALimitAndClustersExist() {
    String longest = "k".repeat(4_096);
    assertThat(ask("{\"key\": \"" + longest + "\"}")).hasStatusOk();
    assertThat(ask("{\"key\": \"" + longest + "k\"}"))
        .hasStatus(422)
        .bodyText()
        .contains("4,096 at most");
    assertThat(mvc.get().uri(CLUSTERS + "/explained/keys").param("key", longest + "k").exchange())
        .hasStatus(422);
    assertThat(call(HttpMethod.POST, CLUSTERS + "/nowhere:explain", "{\"key\": \"a\"}"))
        .hasStatus(404)
        .bodyText()
        .contains("There is no cluster 'nowhere'");
    assertThat(ask("{\"kye\": \"a\"}")).hasStatus(400).bodyText().contains("kye");
    assertThat(ask("[]")).hasStatus(400);
  }

  @Test
  void thePageExplainsAKeyOrARequest() {
    assertThat(page("key", "user-42"))
        .hasStatusOk()
        .bodyText()
        .contains("takes it", "75 73 65 72 2d 34 32", "Found by", "in reserve", "If it dies:")
        .contains("ring-dot", "hx-get=\"/clusters/explained/explore/balancers?key=user-42");
    assertThat(page("head", "GET /cart?id=7 HTTP/1.1\nHost: shop.example"))
        .hasStatusOk()
        .bodyText()
        .contains("query id");
    assertThat(page("head", "GET /cart HTTP/1.1\nHost: shop.example"))
        .hasStatusOk()
        .bodyText()
        .contains("fallback random", "a, b, c share it")
        .doesNotContain("If it dies", "ring-dot");
    assertThat(page("key", "user-42", "balancers", "true"))
        .hasStatusOk()
        .bodyText()
        .contains("No balancer is connected")
        .doesNotContain("hx-get");
    assertThat(page("head", "nonsense"))
        .hasStatus(422)
        .bodyText()
        .contains("is no header line", "role=\"alert\"");
    assertThat(page("key", "<script>alert(1)</script>"))
        .bodyText()
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(mvc.get().uri("/clusters/nowhere/explore").exchange()).hasStatus(404);
  }

  @Test
  void manyKeysAreATableAndAFile() {
    String keys = String.join("\n", java.util.Collections.nCopies(201, "k"));
    assertThat(page("key", keys)).bodyText().contains("200 keys", "1 left out", "explore.csv");
    MvcTestResult file =
        mvc.get().uri("/clusters/explained/explore.csv").param("key", "a\n\nb").exchange();
    assertThat(file)
        .hasStatusOk()
        .hasHeader("Content-Disposition", "attachment; filename=\"keys-explained.csv\"")
        .hasContentType("text/csv;charset=UTF-8");
    assertThat(file).bodyText().hasLineCount(3).contains("\"a\",61,");
  }
}
