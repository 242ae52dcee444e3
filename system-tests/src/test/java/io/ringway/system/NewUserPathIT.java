package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The first ten minutes of a new user, step by step, on one running system. */
@TestMethodOrder(OrderAnnotation.class)
class NewUserPathIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KEYS = 2_000;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path data;
  private static RunningSystem system;
  private static Rest rest;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void up() throws IOException {
    system = new RunningSystem(data);
    rest = new Rest(system.dashboard, system.apiToken());
    await("three replicas on the ring").atMost(SOON).until(() -> ready(3) && rest.inEffect());
  }

  @AfterAll
  static void down() throws InterruptedException {
    if (system != null) {
      system.close();
    }
  }

  @Test
  @Order(1)
  void theSetUpLinkCreatesTheAdministratorOnce() throws IOException, InterruptedException {
    URI link = system.setupLink();
    try (Browser browser = Browser.open()) {
      WebDriver page = browser.driver();
      page.get(link.toString());
      page.findElement(By.name("name")).sendKeys("ada");
      page.findElement(By.name("password")).sendKeys("correct horse battery");
      page.findElement(By.name("repeated")).sendKeys("correct horse battery");
      page.findElement(By.cssSelector("main form button")).click();
      await("the dashboard")
          .atMost(SOON)
          .until(() -> page.getPageSource().contains("/clusters/sample"));
      page.get(system.dashboard + "/clusters/sample");
      await("three servers and their ring")
          .atMost(SOON)
          .until(() ->
              page.findElements(By.cssSelector("#ring-picture svg path")).size() > 3
                  && page.findElements(By.cssSelector("#servers tbody tr")).size() == 3);
    }
    assertThat(Files.exists(data.resolve("setup-url"))).isFalse();
    assertThat(get(link).statusCode()).as("the used link").isNotEqualTo(200);
  }

  @Test
  @Order(2)
  void threeServersShareTheTrafficOfTheSampleSite() {
    try (Browser browser = Browser.open()) {
      WebDriver page = browser.driver();
      page.get(system.site + "/client.html?balancer=" + system.balancer);
      page.findElement(By.id("random")).click();
      page.findElement(By.cssSelector("button[data-n='100']")).click();
      await("a hundred answers")
          .atMost(SOON)
          .until(() -> page.findElement(By.id("total")).getText().contains("100 responses"));
      assertThat(page.findElements(By.cssSelector("#bars tr"))).hasSize(3);
      assertThat(page.findElement(By.id("total")).getText()).doesNotContain("failed");
    }
  }

  @Test
  @Order(3)
  void theDashboardShowsTheTrafficLive() throws IOException {
    try (Browser browser = Browser.open();
        SteadyTraffic traffic = new SteadyTraffic(system.balancer, 200)) {
      ChromeDriver page = browser.driver();
      page.get(system.dashboard + "/login");
      page.findElement(By.name("username")).sendKeys("ada");
      page.findElement(By.name("password")).sendKeys("correct horse battery");
      page.findElement(By.cssSelector("main form button")).click();
      await("logged in").atMost(SOON).until(() -> !page.getCurrentUrl().contains("/login"));
      page.get(system.dashboard + "/clusters/sample");
      await("live numbers without a reload")
          .atMost(SOON)
          .until(() ->
              traffic.responses() > 2_000
                  && page.findElement(By.id("servers")).getText().contains("33"));
      Path picture = Path.of("target", "screenshots", "dashboard.png");
      Files.createDirectories(picture.getParent());
      Files.write(picture, page.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Test
  @Order(4)
  void aPlainRepeatedRequestSpreadsAndAKeySticks() throws IOException, InterruptedException {
    long spread = Stream.generate(() -> owner("/home")).limit(60).distinct().count();
    assertThat(spread).isEqualTo(3);
    assertThat(Stream.generate(() -> owner("/home?key=user-42")).limit(20).distinct()).hasSize(1);
    JsonNode rep = JSON.readTree(get(system.dashboard.resolve("/rep")).body());
    assertThat(rep.at("/message/N").asInt()).isEqualTo(3);
    assertThat(rep.at("/status").asString()).isEqualTo("successful");
  }

  @Test
  @Order(5)
  void drainingMovesExactlyThePredictedKeys() throws IOException, InterruptedException {
    Map<String, String> before = owners();
    JsonNode cluster = rest.cluster();
    String drained = rest.servers("READY").getFirst();
    String patch = "{\"state\":\"DRAINING\"}";
    String path = "/api/v1/clusters/sample/servers/" + drained;
    double predicted = rest.send("PATCH", path + "?dryRun=true", patch).at("/moved").asDouble();
    assertThat(owners()).as("a dry run changes nothing").isEqualTo(before);

    double moved = rest.send("PATCH", path + "?force=true", patch).at("/moved").asDouble();
    assertThat(moved).isEqualTo(predicted);
    await("the drain is in effect").atMost(SOON).until(rest::inEffect);

    Map<String, String> after = owners();
    before.forEach((key, owner) -> {
      if (!owner.equals(drained)) {
        assertThat(after.get(key)).as("%s had no need to move", key).isEqualTo(owner);
      }
    });
    assertThat(after).doesNotContainValue(drained);
    assertThat(after).as("the ring's own prediction").isEqualTo(predict(cluster, drained, before));
    long count = before.values().stream().filter(drained::equals).count();
    assertThat(count / (double) KEYS).isCloseTo(predicted, within(0.05));

    rest.send("PATCH", path + "?force=true", "{\"state\":\"READY\"}");
    await("the server is back").atMost(SOON).until(rest::inEffect);
    assertThat(owners()).as("recovery brings the same keys back").isEqualTo(before);
  }

  @Test
  @Order(6)
  void aKilledReplicaIsReplacedAndNoRequestFails() throws IOException, InterruptedException {
    Path state;
    try (Stream<Path> states = Files.list(data.resolve("replicas"))) {
      state = states.filter(file -> file.toString().endsWith(".json")).sorted().toList().getFirst();
    }
    Map<String, String> before = owners();
    long killed = JSON.readTree(Files.readString(state)).at("/pid").asLong();
    try (SteadyTraffic traffic = new SteadyTraffic(system.balancer, 200)) {
      await("traffic").atMost(SOON).until(() -> traffic.responses() > 200);
      long start = System.nanoTime();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      await("a new process in its place")
          .atMost(SOON)
          .until(() ->
              Files.exists(state)
                  && JSON.readTree(Files.readString(state)).at("/pid").asLong() != killed
                  && ready(3)
                  && rest.inEffect());
      System.out.printf("Replaced after %d ms%n", (System.nanoTime() - start) / 1_000_000);
      int then = traffic.responses();
      await("traffic after it").atMost(SOON).until(() -> traffic.responses() > then + 200);
      assertThat(traffic.failures()).isEmpty();
    }
    await("it owns the same keys again")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(owners()).isEqualTo(before));
  }

  @Test
  @Order(7)
  void trafficGoesOnWithoutTheControlPlane() throws IOException, InterruptedException {
    Map<String, String> before = owners();
    try (SteadyTraffic traffic = new SteadyTraffic(system.balancer, 200)) {
      await("traffic").atMost(SOON).until(() -> traffic.responses() > 100);
      assertThat(RunningSystem.run("stop", "control-plane", "--data", data.toString()))
          .contains("Stopped the control-plane");
      int then = traffic.responses();
      await("traffic without it").atMost(SOON).until(() -> traffic.responses() > then + 400);
      assertThat(traffic.failures()).isEmpty();
    }
    RunningSystem.run("stop", "balancer", "--data", data.toString());
    assertThat(RunningSystem.run("start", "balancer", "--data", data.toString()))
        .contains("Started the balancer");
    await("the restarted balancer serves from its disk")
        .atMost(SOON)
        .until(() -> get(system.admin.resolve("/ready")).statusCode() == 200);
    assertThat(owners()).as("the same ring without a control plane").isEqualTo(before);
    assertThat(get(system.admin.resolve("/snapshot")).body()).contains("disk");

    assertThat(RunningSystem.run("start", "control-plane", "--data", data.toString()))
        .contains("Started the control-plane");
    await("they meet again").atMost(SOON).until(() -> ready(3) && rest.inEffect());
    assertThat(owners()).isEqualTo(before);
  }

  @Test
  @Order(8)
  void aSecondStartSaysSoAndAStopLeavesNothing() throws IOException, InterruptedException {
    assertThat(RunningSystem.run("up", "--data", data.toString())).contains("already running");
    Map<String, String> before = owners();
    system.close();
    await("no orphan").atMost(SOON).until(() -> system.processes().isEmpty());
    system = new RunningSystem(data, system);
    rest = new Rest(system.dashboard, system.apiToken());
    await("the same system again").atMost(SOON).until(() -> ready(3) && rest.inEffect());
    assertThat(system.says("/setup?")).as("the administrator is still there").isFalse();
    await("the same owners")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(owners()).isEqualTo(before));
  }

  private static boolean ready(int servers) throws IOException, InterruptedException {
    return rest.cluster().at("/servers").size() == servers
        && rest.servers("READY").size() == servers;
  }

  private Map<String, String> owners() {
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      owners.put("user-" + i, owner("/home?key=user-" + i));
    }
    return owners;
  }

  private static Map<String, String> predict(
      JsonNode cluster, String drained, Map<String, String> keys) {
    List<JsonNode> rest =
        cluster
            .at("/servers")
            .valueStream()
            .filter(server -> !server.at("/name").asString().equals(drained))
            .toList();
    Map<String, String> names = new HashMap<>();
    rest.forEach(s -> names.put(s.at("/id").asString(), s.at("/name").asString()));
    Ring ring =
        Rings.build(
            new RingSpec.Points(cluster.at("/placement/points").asInt()),
            rest.stream()
                .map(s -> new Node(s.at("/id").asString(), s.at("/weight").asDouble()))
                .toList());
    Map<String, String> owners = new HashMap<>();
    for (String key : keys.keySet()) {
      int owner = ring.owner(ring.keyHash().hash(key));
      owners.put(key, names.get(ring.nodes().get(owner).id()));
    }
    return owners;
  }

  private String owner(String path) {
    try {
      HttpResponse<String> answer = get(system.balancer.resolve(path));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello from Server: ");
      return answer.headers().firstValue("Ringway-Server").orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }
}
