package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The explanation of keys and requests over the admin port. */
class ExplainPageTests extends OpenAdminPort {

  private void route() {
    ClusterConfig cluster =
        new ClusterConfig(
            "c1",
            "shop",
            ClusterSettings.DEFAULT.with(it -> {
              it.listen = new Listen(0, List.of("shop.example"), "/");
              it.keyRules = List.of(new KeyRule.Header("X-Key"));
              it.keyFallback = KeyFallback.CLIENT_ADDRESS;
            }),
            List.of(
                new ServerConfig("s1", "one", "127.0.0.1", 9, 1, ServerState.READY),
                new ServerConfig("s2", "two", "127.0.0.2", 9, 1, ServerState.DRAINING)));
    active.swap(
        RoutingTable.build(
            new ConfigSnapshot(1, 7, "default", 0, List.of(cluster)),
            null,
            new Upstreams(1),
            new HealthTable()));
  }

  @Test
  void aKeyIsExplained() throws Exception {
    route();
    HttpResponse<String> answer = get("/explain?cluster=shop&key=a%20b");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"cluster\":\"shop\"", "\"revision\":7", "\"rule\":\"given\"")
        .contains("\"key\":\"a b\"", "\"takers\":[\"s1\"]", "\"verdict\":\"DRAINING\"");
  }

  @Test
  void aRequestIsExplained() throws Exception {
    route();
    String asked = "/explain?host=shop.example:80&target=/cart%3Fid=7";
    assertThat(get(asked + "&header=x-key:%20a%20b&header=Accept:*").body())
        .contains("\"rule\":\"header X-Key\"", "\"key\":\"a b\"");
    assertThat(get(asked + "&client=10.1.2.3&method=POST").body())
        .contains("\"rule\":\"fallback client-address\"", "\"key\":\"10.1.2.3\"");
    HttpResponse<String> elsewhere = get("/explain?host=other&target=/");
    assertThat(elsewhere.statusCode()).isEqualTo(404);
    assertThat(elsewhere.body()).contains("No cluster serves");
  }

  @ParameterizedTest
  @CsvSource({
    "'', Give a key",
    "?cluster=shop, Give a key",
    "?cluster=shop&cluster=x&key=a, Give cluster once",
    "?cluster=&key=a, The cluster has 1 to 63",
    "?target=cart, Give the path",
    "?target=/&port=x, is no port",
    "?target=/&header=X-Key, is no header",
    "?target=/&header=X%20Key:a, cannot be the name of a header",
    "?target=/&method=G%20T, cannot be the method",
  })
  void aBadQuestionIsAnsweredWithWhatToAsk(String query, String words) throws Exception {
    HttpResponse<String> answer = get("/explain" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void anUnknownClusterIsNotFound() throws Exception {
    HttpResponse<String> unknown = get("/explain?cluster=none&key=a");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(unknown.body()).contains("There is no cluster 'none'.");
  }

  @Test
  void aQueryThatCannotBeDecodedIsABadRequest() throws Exception {
    assertThat(
            exchange(
                "GET /explain?cluster=%zz&key=a HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("The query cannot be read");
  }
}
