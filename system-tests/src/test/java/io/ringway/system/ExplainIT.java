package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Explanations match the balancers: each is compared with the request that it explains. */
@TestMethodOrder(OrderAnnotation.class)
class ExplainIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KEYS = 400;
  private static final String SAMPLE = "/api/v1/clusters/sample";

  @TempDir static Path data;
  private static RunningSystem system;
  private static Rest rest;
  private static Process second;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void twoBalancers() throws IOException {
    system = new RunningSystem(data);
    rest = new Rest(system.dashboard, system.apiToken());
    second =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + RunningSystem.ROOT.resolve("data-plane/jvm.options"),
                "-jar",
                RunningSystem.ROOT.resolve("data-plane/target/ringway-balancer.jar").toString(),
                "--control",
                system.dashboard.toString(),
                "--token-file",
                data.resolve("balancer.token").toString(),
                "--data",
                data.resolve("second").toString(),
                "--name",
                "second",
                "--port",
                "0",
                "--admin-port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("second.log").toFile())
            .start();
    await("two balancers on one ring of three").atMost(SOON).until(() -> settled(2));
  }

  @AfterAll
  static void down() throws InterruptedException {
    if (second != null) {
      second.destroyForcibly();
    }
    if (system != null) {
      system.close();
    }
  }

  private static boolean settled(int balancers) throws IOException, InterruptedException {
    long connected =
        rest.get("/api/v1/balancers")
            .valueStream()
            .filter(one -> one.at("/connected").asBoolean())
            .count();
    return connected == balancers && rest.servers("READY").size() == 3 && rest.inEffect();
  }

  private static JsonNode explain(String body, boolean balancers)
      throws IOException, InterruptedException {
    return rest.send("POST", SAMPLE + ":explain?balancers=" + balancers, body);
  }

  private static JsonNode key(String key) throws IOException, InterruptedException {
    return explain("{\"key\":\"" + key + "\"}", false).at("/own");
  }

  private static Set<String> takers(JsonNode explanation) {
    Set<String> names = new TreeSet<>();
    explanation
        .at("/steps")
        .valueStream()
        .filter(
            step -> Set.of("TAKEN", "PINNED", "SHARED").contains(step.at("/verdict").asString()))
        .forEach(step -> names.add(step.at("/name").asString()));
    return names;
  }

  private String served(String path) throws IOException, InterruptedException {
    URI uri = system.balancer.resolve(path);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Ringway-Server").orElseThrow();
  }

  private void everyKeyGoesWhereItIsSaidToGo() throws IOException, InterruptedException {
    for (int i = 0; i < KEYS; i++) {
      String key = "user-" + i;
      assertThat(takers(key(key))).as(key).containsExactly(served("/home?key=" + key));
    }
  }

  private static void bothBalancersSayTheSame() throws IOException, InterruptedException {
    for (int i = 0; i < 20; i++) {
      JsonNode all = explain("{\"key\":\"user-" + i + "\"}", true);
      assertThat(all.at("/balancers").size()).as(all.toString()).isEqualTo(2);
      assertThat(all.at("/agree").asBoolean()).as(all.toString()).isTrue();
    }
  }

  @Test
  @Order(1)
  void keysOfACalmCluster() throws IOException, InterruptedException {
    everyKeyGoesWhereItIsSaidToGo();
    bothBalancersSayTheSame();
  }

  @Test
  @Order(2)
  void aWholeRequest() throws IOException, InterruptedException {
    JsonNode all = explain("{\"request\":{\"target\":\"/home?key=user-7&x=1\"}}", true);
    assertThat(all.at("/own/rule").asString()).isEqualTo("query key");
    assertThat(all.at("/agree").asBoolean()).as(all.toString()).isTrue();
    assertThat(takers(all.at("/own"))).containsExactly(served("/home?key=user-7&x=1"));
    JsonNode without = explain("{\"request\":{\"target\":\"/home\"}}", true);
    assertThat(without.at("/own/rule").asString()).isEqualTo("fallback random");
    assertThat(without.at("/agree").asBoolean()).isTrue();
    assertThat(takers(without.at("/own"))).hasSize(3).contains(served("/home"));
  }

  @Test
  @Order(3)
  void keysOfADrainingServer() throws IOException, InterruptedException {
    String drained = rest.servers("READY").getFirst();
    String path = SAMPLE + "/servers/" + drained + "?force=true";
    JsonNode owned = null;
    for (int i = 0; owned == null; i++) {
      JsonNode told = key("user-" + i);
      owned = takers(told).contains(drained) ? told : null;
    }
    String heir = owned.at("/steps/0/ifItDies").asString();
    rest.send("PATCH", path, "{\"state\":\"DRAINING\"}");
    await("the drain is in effect").atMost(SOON).until(rest::inEffect);

    everyKeyGoesWhereItIsSaidToGo();
    bothBalancersSayTheSame();
    JsonNode moved = key(owned.at("/key").asString());
    assertThat(moved.at("/takers/0").asString()).as("who was to inherit it").isEqualTo(heir);
    assertThat(moved.at("/steps/0/verdict").asString()).isEqualTo("DRAINING");

    rest.send("PATCH", path, "{\"state\":\"READY\"}");
    await("the server is back").atMost(SOON).until(rest::inEffect);
  }

  @Test
  @Order(4)
  void keysThatArePinnedOrSpread() throws IOException, InterruptedException {
    JsonNode pinned = key("pinned");
    String to = pinned.at("/steps/2/id").asString();
    rest.send(
        "PATCH",
        SAMPLE + "?force=true",
        """
        {"steering": {"showKeys": true, "pins": [
          {"type": "to", "hash": "%s", "key": "pinned", "serverId": "%s"},
          {"type": "spread", "hash": "%s", "key": "spread", "servers": 2}]}}
        """
            .formatted(
                pinned.at("/fingerprint").asString(),
                to,
                key("spread").at("/fingerprint").asString()));
    await("the pins are in effect").atMost(SOON).until(rest::inEffect);

    JsonNode now = explain("{\"key\":\"pinned\"}", true);
    assertThat(now.at("/agree").asBoolean()).as(now.toString()).isTrue();
    assertThat(now.at("/own/steps/0/verdict").asString()).isEqualTo("PINNED");
    assertThat(now.at("/own/takers/0").asString()).isEqualTo(to);
    assertThat(takers(now.at("/own"))).containsExactly(served("/home?key=pinned"));

    JsonNode spread = explain("{\"key\":\"spread\"}", true);
    assertThat(spread.at("/agree").asBoolean()).as(spread.toString()).isTrue();
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      seen.add(served("/home?key=spread"));
    }
    assertThat(seen).hasSize(2).isEqualTo(takers(spread.at("/own")));
    everyKeyGoesWhereItIsSaidToGo();
  }

  @Test
  @Order(5)
  void aBalancerThatHangsIsNamedAndOneThatDiesHoldsNobodyUp() throws Exception {
    signal("STOP");
    JsonNode hanging = explain("{\"key\":\"user-1\"}", true);
    assertThat(of("second", hanging).getFirst().at("/outcome").asString()).isEqualTo("SILENT");
    assertThat(of("second", hanging).getFirst().at("/sentence").asString())
        .isEqualTo("It did not answer in 2 s.");
    assertThat(hanging.at("/agree").asBoolean()).as("of those that answered").isTrue();

    CompletableFuture<JsonNode> asking = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            asking.complete(explain("{\"key\":\"user-1\"}", true));
          } catch (IOException | InterruptedException e) {
            asking.completeExceptionally(e);
          }
        });
    second.destroyForcibly();
    // It may have died before it was queried.
    assertThat(of("second", asking.get(20, TimeUnit.SECONDS)))
        .allSatisfy(one -> assertThat(one.at("/outcome").asString()).isEqualTo("DISCONNECTED"));
    await("one balancer is left").atMost(SOON).until(() -> settled(1));
    JsonNode left = explain("{\"key\":\"user-1\"}", true);
    assertThat(left.at("/balancers").size()).isEqualTo(1);
    assertThat(left.at("/agree").asBoolean()).isTrue();
  }

  private static List<JsonNode> of(String balancer, JsonNode comparison) {
    return comparison
        .at("/balancers")
        .valueStream()
        .filter(one -> one.at("/name").asString().equals(balancer))
        .toList();
  }

  private static void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(second.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
