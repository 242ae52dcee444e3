package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.protocol.Codec;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import io.ringway.routing.explain.Explainer;
import io.ringway.routing.explain.ServerConditions;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Explanations over REST beside those of balancers: equal, different, timed out, disconnected. */
class ExplainIT extends RunningFleet {

  private static final JsonMapper JSON = new JsonMapper();

  private CompletableFuture<JsonNode> explain(String body) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            HttpResponse<String> told =
                send("POST", "/api/v1/clusters/sample:explain?balancers=true", body);
            answer.complete(JSON.readTree(told.body()));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static JsonNode of(Client client, CompletableFuture<JsonNode> answer) throws Exception {
    return answer
        .get(10, TimeUnit.SECONDS)
        .at("/balancers")
        .valueStream()
        .filter(one -> one.at("/balancerId").asString().equals(client.id))
        .findFirst()
        .orElseThrow();
  }

  private static Message.Ask asked(Client client) {
    await().until(() -> client.received.stream().anyMatch(Message.Ask.class::isInstance));
    return (Message.Ask)
        client.received.stream().filter(Message.Ask.class::isInstance).findFirst().orElseThrow();
  }

  /**
   * Creates the answer of a balancer that finds the server with this id down, or no server with an
   * empty id.
   */
  private static Explanation by(String down) {
    var cluster = CURRENT.get().config().clusters().getFirst();
    return new Explainer(
            new ServerConditions(
                cluster,
                CURRENT.get().config().revision(),
                CURRENT.get().ring("c"),
                null,
                0,
                server ->
                    server.id().equals(down)
                        ? new ServerConditions.Seen(false, "connection refused", 0)
                        : new ServerConditions.Seen(true, "", 0)))
        .key("user-42");
  }

  @Test
  void balancersSideBySideAgreeDifferKeepSilentAndLeave() throws Exception {
    Client same = connected();
    Client differs = connected();
    Client silent = connected();
    Client leaves = connected();
    CompletableFuture<JsonNode> answer = explain("{\"key\": \"user-42\"}");
    String owner = by("").owner();
    same.send(Codec.encode(new Message.Answer(asked(same).id(), by(""))));
    differs.send(Codec.encode(new Message.Answer(asked(differs).id(), by(owner))));
    asked(leaves);
    leaves.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    asked(silent);

    assertThat(of(same, answer).at("/outcome").asString()).isEqualTo("EXPLAINED");
    assertThat(of(same, answer).at("/differences").size()).isZero();
    assertThat(of(differs, answer).at("/differences").toString())
        .contains("is down (connection refused), here up");
    assertThat(of(silent, answer).at("/sentence").asString())
        .isEqualTo("It did not answer in 400 ms.");
    assertThat(of(leaves, answer).at("/outcome").asString()).isEqualTo("DISCONNECTED");
    assertThat(answer.get().at("/agree").asBoolean()).isFalse();
    assertThat(answer.get().at("/own/owner").asString()).isEqualTo(owner);
  }

  @Test
  void aWholeRequestIsAskedAsItCame() throws Exception {
    Client client = connected();
    CompletableFuture<JsonNode> answer =
        explain(
            "{\"request\": {\"method\": \"POST\", \"target\": \"/a?b=c\","
                + " \"headers\": {\"Accept\": [\"x\", \"y\"]}, \"client\": \"203.0.113.7\"}}");
    assertThat(asked(client).question().toString())
        .contains("POST", "/a?b=c", "Header[name=Accept, value=y]", "203.0.113.7");
    client.send(Codec.encode(new Message.Unanswered(asked(client).id(), "No cluster takes that.")));
    assertThat(of(client, answer).at("/outcome").asString()).isEqualTo("REFUSED");
    assertThat(of(client, answer).at("/sentence").asString()).isEqualTo("No cluster takes that.");
    assertThat(answer.get().at("/own/rule").asString()).isEqualTo("fallback random");
  }

  @Test
  void thePageFragmentShowsThem() throws Exception {
    Client client = connected();
    CompletableFuture<String> page = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            page.complete(get("/clusters/sample/explore/balancers?key=user-42").body());
          } catch (Exception e) {
            page.completeExceptionally(e);
          }
        });
    client.send(Codec.encode(new Message.Answer(asked(client).id(), by(""))));
    assertThat(page.get(10, TimeUnit.SECONDS))
        .contains("id=\"balancer-answers\"", "Control plane", "b-" + client.id, "agrees")
        .doesNotContain("<html");
    assertThat(List.of(get("/clusters/sample/explore/balancers").statusCode()))
        .containsExactly(422);
  }
}
