package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The REST API for balancers, and for the rings and keys that they serve. */
class FleetApiIT extends RunningFleet {

  @Test
  void restAnswersKeysRingAndTraffic() throws Exception {
    assertThat(get("/api/v1/clusters/sample/keys/user-1").body()).contains("\"key\":\"user-1\"");
    assertThat(get("/api/v1/clusters/sample/keys/").body()).contains("\"key\":\"\"");
    assertThat(get("/api/v1/clusters/sample/keys/a/b%20c").body()).contains("\"key\":\"a/b c\"");
    assertThat(get("/api/v1/clusters/sample/keys?key=a//b").body()).contains("\"key\":\"a//b\"");
    assertThat(get("/api/v1/clusters/sample/ring").body()).contains("\"digest\":", "\"shares\":");
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=5").body()).contains("\"history\":");
    assertThat(get("/api/v1/balancers").statusCode()).isEqualTo(200);
  }

  @Test
  void anyTextIsAKeyInAnAddress() throws Exception {
    String keys = "/api/v1/clusters/sample/keys/";
    for (String key : List.of("a/b", "a//b", "100 %", "a;b", "a\\b", "a+b?c#d", "grüße", "/")) {
      String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
      HttpResponse<String> answer = get(keys + encoded);
      assertThat(answer.statusCode()).as(key).isEqualTo(200);
      assertThat(answer.body())
          .as(key)
          .contains(
              "\"keyHex\":\""
                  + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8))
                  + "\"");
    }
    // Every program on the way treats a dot as a path segment, so such a key goes into the query.
    assertThat(get("/api/v1/clusters/sample/keys?key=..").body()).contains("\"key\":\"..\"");
    assertThat(get("/api/v1/clusters%2Fsample/ring").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/balancers;x=1").statusCode()).isEqualTo(400);
  }

  @Test
  void restMakesAndRevokesTokens() throws Exception {
    String tokensPath = "/api/v1/balancers/tokens";
    HttpResponse<String> made = send("POST", tokensPath, "{\"name\":\"rack 7\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"token\":\"rwb_");
    EnrolmentToken listed =
        tokens.list().stream().filter(one -> one.name().equals("rack 7")).findFirst().orElseThrow();
    assertThat(get(tokensPath).body()).contains(listed.id()).doesNotContain("\"token\":");
    assertThat(send("DELETE", tokensPath + "/" + listed.id(), "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", tokensPath + "/" + listed.id(), "").statusCode()).isEqualTo(404);
    for (String bad : List.of("{\"name\":\"\"}", "{}", "{\"name\":\"" + "x".repeat(65) + "\"}")) {
      assertThat(send("POST", tokensPath, bad).statusCode()).isEqualTo(422);
    }
    for (String bad : List.of("{", "[]", "{\"name\":\"a\",\"role\":\"x\"}")) {
      assertThat(send("POST", tokensPath, bad).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void onlyABalancerThatIsGoneIsForgotten() throws Exception {
    Client client = connected();
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(409);
    client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().until(() -> !status(client).connected());
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void restRefusesWhatIsNotThere() throws Exception {
    assertThat(get("/api/v1/clusters/nowhere/keys/k").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/nowhere/ring").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/nowhere/traffic").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=-1").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=x").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/clusters/sample/ring?arcs=0").statusCode()).isEqualTo(400);
  }
}
