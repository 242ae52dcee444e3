package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The compose file, built and started on a real Docker Engine; one scenario in steps. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private static ComposeSystem system;
  private static String token = "";

  @BeforeAll
  static void up() throws Exception {
    system = ComposeSystem.up();
    ready();
    token = system.exec("control-plane", "cat", "/data/api.token").strip();
    await().atMost(TIMEOUT).until(seen(() -> replicas().size() == 3));
  }

  @AfterAll
  static void down() throws Exception {
    if (system != null) {
      system.close();
    }
    CLIENT.close();
  }

  private static void ready() {
    await()
        .atMost(TIMEOUT)
        .until(seen(() -> get(system.control("/actuator/health/readiness")).statusCode() == 200));
  }

  /** Wraps a condition so that a refused connection counts as false while something starts. */
  private static Callable<Boolean> seen(Callable<Boolean> condition) {
    return () -> {
      try {
        return condition.call();
      } catch (java.io.IOException e) {
        return false;
      }
    };
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return CLIENT.send(request(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + token);
  }

  /** Returns the handle, by name, of the replicas that run and are on the ring. */
  private static Map<String, String> replicas() throws Exception {
    var answer = get(system.control("/api/v1/clusters/sample/replicas"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<String, String> running = new HashMap<>();
    for (JsonNode replica : JSON.readTree(answer.body()).get("replicas")) {
      if (replica.get("state").asString().equals("RUNNING")) {
        running.put(replica.get("name").asString(), replica.get("handle").asString());
      }
    }
    return running;
  }

  private static void scale(int desired) throws Exception {
    var request =
        request(system.control("/api/v1/clusters/sample:scale"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"desired\":" + desired + "}"))
            .build();
    var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Returns the servers that respond to 200 requests with distinct keys; none may fail. */
  private static Set<String> answering() throws Exception {
    Set<String> names = new HashSet<>();
    for (int key = 0; key < 200; key++) {
      var answer =
          CLIENT.send(
              HttpRequest.newBuilder(system.balancer("/home?key=" + key)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      names.add(JSON.readTree(answer.body()).get("message").asString().replaceFirst(".*: ", ""));
    }
    return names;
  }

  @Test
  @Order(1)
  void trafficSpreadsOverTheThreeBackends() throws Exception {
    await()
        .atMost(TIMEOUT)
        .until(seen(() -> get(system.balancer("/home?key=1")).statusCode() == 200));
    Set<String> three = Set.of("server-1", "server-2", "server-3");
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(answering()).isEqualTo(three));
    assertThat(get(system.site("/client.html")).statusCode()).isEqualTo(200);
    // The labelled containers of the compose file are the replicas: none was started beside them.
    assertThat(system.labelled()).hasSize(3);
  }

  @Test
  @Order(1)
  void theImagesRunWithTheStartThatTheyRecorded() throws Exception {
    assertThat(system.exec("balancer", "grep", "balancer.aot", "/proc/1/maps")).isNotBlank();
    // Only the same user may read it.
    String asItsUser = "setpriv --reuid=10001 --regid=10001 --clear-groups ";
    String look = asItsUser + "grep control-plane.aot /proc/1/maps";
    assertThat(system.exec("control-plane", "sh", "-c", look)).isNotBlank();
  }

  @Test
  @Order(2)
  void scalingUpStartsAContainerAndPutsItOnTheRing() throws Exception {
    scale(4);
    await().atMost(TIMEOUT).until(() -> replicas().size() == 4);
    assertThat(system.labelled()).hasSize(4).contains(replicas().get("server-4"));
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(answering()).contains("server-4"));
  }

  @Test
  @Order(3)
  void aKilledContainerIsReplacedAndNoRequestFails() throws Exception {
    String killed = replicas().get("server-4");
    String started = system.startedAt(killed);
    system.docker("kill", killed);
    assertThat(answering()).isNotEmpty();
    await()
        .atMost(TIMEOUT)
        .until(() -> {
          String now = replicas().get("server-4");
          return now != null && system.running(now) && !system.startedAt(now).equals(started);
        });
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(answering()).contains("server-4"));
  }

  @Test
  @Order(4)
  void aKilledControlPlaneAdoptsWhatRunsAndDoublesNothing() throws Exception {
    Map<String, String> before = replicas();
    Set<String> containers = system.labelled();
    system.docker("kill", system.container("control-plane"));
    assertThat(answering()).hasSize(4); // traffic goes on
    system.docker("start", system.container("control-plane"));
    ready();
    await().atMost(TIMEOUT).until(seen(() -> replicas().size() == 4));
    assertThat(replicas()).isEqualTo(before);
    assertThat(system.labelled()).isEqualTo(containers);
  }

  @Test
  @Order(5)
  void scalingDownDrainsAndRemoves() throws Exception {
    String leaving = replicas().get("server-4");
    scale(3);
    await().atMost(TIMEOUT).until(() -> !system.labelled().contains(leaving));
    assertThat(replicas()).doesNotContainKey("server-4");
    assertThat(answering()).containsExactlyInAnyOrder("server-1", "server-2", "server-3");
  }
}
