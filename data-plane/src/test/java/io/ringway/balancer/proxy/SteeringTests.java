package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.Explain;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Question;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import io.ringway.protocol.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is explained is what is done: real requests through the real listener to real servers. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class SteeringTests {

  private static final int KEYS = 10_000;
  private static final int BATCH = 100;

  private final Rig rig = new Rig();
  private final Rig other = new Rig();
  private final Explain explain = new Explain(rig.active);
  private final List<Socket> holding = new ArrayList<>();
  private NamedServers servers;
  private List<ServerConfig> configs;

  @BeforeEach
  void start() throws IOException {
    servers = new NamedServers(5);
    configs = servers.configs();
    rig.timeouts = new Timeouts(500, 30_000, 30_000);
    other.timeouts = rig.timeouts;
  }

  @AfterEach
  void stop() throws IOException {
    servers.letGo();
    for (Socket socket : holding) {
      socket.close();
    }
    rig.close();
    other.close();
    servers.close();
  }

  private void route() {
    rig.route(configs);
    other.steering = rig.steering;
    other.now = rig.now;
    other.route(configs);
  }

  private static String key(int i) {
    return (i % 10 == 0 ? "schlüssel " : "user-") + i;
  }

  private static String get(String path, String key) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\nX-Key: " + key + "\r\n\r\n";
  }

  private static Question asked(String key) {
    return new Question.Request(
        0, "GET", "h", "/", List.of(new Question.Header("X-Key", key)), "127.0.0.1");
  }

  /** Sends the keys as a pipeline and gives who answered each. */
  private static List<String> served(Rig by, List<String> keys) throws IOException {
    List<String> served = new ArrayList<>();
    try (Socket socket = by.connect()) {
      OutputStream out = socket.getOutputStream();
      InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
      for (int from = 0; from < keys.size(); from += BATCH) {
        List<String> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
        StringBuilder heads = new StringBuilder();
        batch.forEach(key -> heads.append(get("/", key)));
        out.write(heads.toString().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < batch.size(); i++) {
          String answer = Rig.readAnswer(in);
          served.add(
              answer.startsWith("HTTP/1.1 200 ")
                  ? answer.substring(answer.length() - 2)
                  : answer.substring(9, 12));
        }
      }
    }
    return served;
  }

  private static List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(SteeringTests::key).toList();
  }

  /** Compares all keys, and gives the verdicts that were met. */
  private Set<Verdict> explainedAsServed() throws IOException {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    List<String> keys = keys();
    List<String> served = served(rig, keys);
    Explain elsewhere = new Explain(other.active);
    for (int i = 0; i < KEYS; i++) {
      Explanation told = explain.answer(asked(keys.get(i)));
      assertThat(told.takers()).as("key %s: %s", keys.get(i), told).contains(served.get(i));
      told.steps().forEach(step -> verdicts.add(step.verdict()));
      if (told.inFlight() == 0) {
        assertThat(elsewhere.answer(asked(keys.get(i)))).isEqualTo(told);
      }
    }
    return verdicts;
  }

  private void down(Rig at, String id) {
    ServerHealth health = at.health.of("c1", id);
    for (int i = 0; i < 10; i++) {
      health.failedByTraffic(null);
    }
    assertThat(health.usable()).isFalse();
  }

  private void state(String id, ServerState state) {
    configs = configs.stream().map(each -> each.id().equals(id) ? each.with(state) : each).toList();
  }

  private static Steering steering(double bound, int ramp, Pin... pins) {
    return new Steering(bound, ramp, false, List.of(pins));
  }

  private void hold(String key, int requests) throws IOException {
    int before = servers.held();
    for (int i = 0; i < requests; i++) {
      Socket socket = rig.connect();
      holding.add(socket);
      FakeServer.write(socket.getOutputStream(), get("/hold", key));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> servers.held() == before + requests);
  }

  private ClusterRoute cluster() {
    return rig.active.current().clusters().getFirst();
  }

  private int countedOnServers() {
    return IntStream.range(0, cluster().size()).map(cluster()::inFlight).sum();
  }

  @Test
  void whenAllAreUp() throws IOException {
    route();
    assertThat(explainedAsServed()).containsOnly(Verdict.TAKEN, Verdict.RESERVE);
  }

  @Test
  void whenSomeAreDownAndSomeDrain() throws IOException {
    state("s2", ServerState.DRAINING);
    state("s5", ServerState.DISABLED);
    route();
    down(rig, "s4");
    down(other, "s4");
    assertThat(explainedAsServed())
        .containsOnly(Verdict.TAKEN, Verdict.RESERVE, Verdict.DRAINING, Verdict.UNHEALTHY);
  }

  @Test
  void whenKeysArePinnedAndSpread() throws IOException {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      pins.add(Pin.To.of(key(i), "s" + (i % 6 + 1))); // s6 does not exist
    }
    for (int i = 400; i < 500; i++) {
      pins.add(Pin.Spread.of(key(i), 2 + i % 5));
    }
    rig.steering = new Steering(0, 0, false, pins);
    route();
    down(rig, "s4");
    down(other, "s4");
    assertThat(explainedAsServed())
        .containsOnly(
            Verdict.TAKEN, Verdict.RESERVE, Verdict.UNHEALTHY, Verdict.PINNED, Verdict.SHARED);
    List<String> spread = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      spread.add(key(401));
    }
    assertThat(new HashSet<>(served(rig, spread)))
        .containsExactlyInAnyOrderElementsOf(explain.answer(asked(key(401))).takers())
        .hasSize(3);
  }

  @Test
  void whileAServerJoins() throws IOException {
    configs =
        configs.stream()
            .map(each -> each.id().equals("s3") ? each.joined(rig.now - 20_000) : each)
            .toList();
    rig.steering = steering(0, 64_000);
    route();
    assertThat(explainedAsServed()).containsOnly(Verdict.TAKEN, Verdict.RESERVE, Verdict.RAMPING);
    List<String> before = served(rig, keys());
    rig.now += 20_000;
    rig.active.advance();
    List<String> after = served(rig, keys());
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      if (!before.get(i).equals(after.get(i))) {
        assertThat(after.get(i)).isEqualTo("s3");
        moved++;
      }
    }
    assertThat(moved).isPositive();
    rig.now += 64_000;
    rig.active.advance();
    assertThat(cluster().parts()).isNull();
  }

  @Test
  void whileServersAreOverloaded() throws IOException {
    rig.steering = steering(100, 0);
    route();
    String hot = key(1);
    String owner = explain.answer(asked(hot)).owner();
    hold(hot, 10);
    assertThat(servers.held(owner)).isEqualTo(10);
    // The bound is drawn tight under the requests that are on their way: they still count.
    rig.steering = steering(1.25, 0, Pin.To.of(key(2), owner), Pin.Spread.of(key(3), 4));
    route();
    Explanation told = explain.answer(asked(hot));
    assertThat(told.inFlight()).isEqualTo(10);
    assertThat(told.steps().getFirst().inFlight()).isEqualTo(10);
    assertThat(told.steps().getFirst().bound()).isEqualTo(3); // ⌈1.25 · 11 / 5⌉
    assertThat(explainedAsServed()).contains(Verdict.AT_BOUND, Verdict.TAKEN, Verdict.SHARED);
    assertThat(explain.answer(asked(key(2))).takers()).doesNotContain(owner);
    down(rig, told.takers().getFirst());
    assertThat(explainedAsServed()).contains(Verdict.AT_BOUND, Verdict.UNHEALTHY);
    assertThat(cluster().total().value()).isEqualTo(10);
    servers.letGo();
    await().until(() -> cluster().total().value() == 0 && countedOnServers() == 0);
  }

  @Test
  void noServerHoldsMoreThanItsBound() throws IOException {
    rig.steering = steering(1.25, 0);
    route();
    List<String> order =
        explain.answer(asked("hot")).steps().stream().map(Explanation.Step::id).toList();
    hold("hot", 40);
    for (String id : order) {
      assertThat(servers.held(id)).isLessThanOrEqualTo(10); // ⌈1.25 · 40 / 5⌉
    }
    assertThat(servers.held(order.getLast())).isLessThan(servers.held(order.getFirst()));
    assertThat(rig.metrics()).containsPattern("ringway_spills_total\\{[^}]*\\} [1-9]");
    assertThat(countedOnServers()).isEqualTo(40);
  }

  @Test
  void aBoundOfOneSharesOutExactly() throws IOException {
    rig.steering = steering(1, 0);
    route();
    hold("hot", 25);
    for (ServerConfig each : configs) {
      assertThat(servers.held(each.id())).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client leaves", "server closes", "server leaves", "time is over"})
  void whateverEndsARequestIsCounted(String end) throws IOException {
    rig.steering = steering(2, 0);
    rig.timeouts = new Timeouts(500, end.equals("time is over") ? 300 : 30_000, 30_000);
    route();
    hold("a", 4);
    assertThat(countedOnServers()).isEqualTo(4);
    switch (end) {
      case "client leaves" -> {
        for (Socket socket : holding) {
          socket.setSoLinger(true, 0); // a reset: a client that only says all gets its answer
          socket.close();
        }
      }
      case "server closes" -> servers.close();
      case "server leaves" -> {
        ClusterRoute before = cluster();
        configs = configs.subList(4, 5);
        route();
        assertThat(cluster().total()).isSameAs(before.total());
        servers.letGo();
        await()
            .until(() ->
                IntStream.range(0, before.size()).allMatch(node -> before.inFlight(node) == 0));
      }
      default -> {}
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> cluster().total().value() == 0 && countedOnServers() == 0);
  }

  @Test
  void retriesGoOnInTheSameOrderAndCountOnce() throws IOException {
    // What fails here is not to be ejected: the order is looked at, not the health.
    rig.policy = HealthPolicy.DEFAULT.ejecting(0, 10_000, 50);
    rig.steering = steering(3, 0);
    route();
    for (int i = 0; i < 50; i++) {
      String answer =
          rig.exchange(
              "GET /close HTTP/1.1\r\nHost: h\r\nX-Key: " + i + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 502 ");
    }
    assertThat(cluster().total().value()).isZero();
    assertThat(countedOnServers()).isZero();
    List<String> order =
        explain.answer(asked("a")).steps().stream().map(Explanation.Step::id).toList();
    ServerConfig first =
        configs.stream()
            .filter(each -> each.id().equals(order.getFirst()))
            .findFirst()
            .orElseThrow();
    configs =
        configs.stream()
            .map(each ->
                each.equals(first)
                    ? new ServerConfig(each.id(), each.name(), "127.0.0.1", 1, 1, ServerState.READY)
                    : each)
            .toList();
    route();
    assertThat(served(rig, List.of("a"))).containsExactly(order.get(1));
    assertThat(countedOnServers()).isZero();
  }

  @Test
  void nobodyIsAnAnswerToo() throws IOException {
    rig.steering = steering(1, 1_000, Pin.To.of("a", "s1"), Pin.Spread.of("b", 2));
    route();
    configs.forEach(each -> down(rig, each.id()));
    assertThat(served(rig, List.of("a", "b", "c"))).containsOnly("503");
    assertThat(explain.answer(asked("a")).takers()).isEmpty();
    configs = configs.subList(0, 1);
    rig.health.of("c1", "s1");
    configs =
        List.of(
            new ServerConfig(
                "one", "s1", "127.0.0.1", configs.getFirst().port(), 1, ServerState.READY));
    route();
    assertThat(served(rig, List.of("a", "b", "c"))).containsOnly("s1");
    configs = List.of();
    route();
    assertThat(served(rig, List.of("a", "b"))).containsOnly("503");
    assertThat(explain.answer(asked("b")).steps()).isEmpty();
    assertThat(cluster().total().value()).isZero();
  }

  @Test
  void choosingAServerAllocatesNothing() {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pins.add(i % 2 == 0 ? Pin.To.of("k" + i, "s1") : Pin.Spread.of("k" + i, 3));
    }
    configs =
        configs.stream().map(each -> each.id().equals("s3") ? each.joined(rig.now) : each).toList();
    rig.steering = new Steering(1.25, 64_000, false, pins);
    route();
    assertThat(Objects.requireNonNull(cluster().parts())).isNotNull();
    Loop loop = rig.newLoop();
    Attempts attempts = new Attempts(loop);
    ClusterRoute in = cluster();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long[] hashes =
        IntStream.range(0, 100).mapToLong(i -> in.ring().keyHash().hash("k" + i)).toArray();
    int chosen = 0;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        attempts.start(in, hashes[i % 100], hashes[i % 100]);
        chosen += attempts.next(in) == null ? 0 : 1;
        chosen += attempts.next(in) == null ? 0 : 1;
        attempts.end();
      }
      if (round == 2) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
      }
    }
    assertThat(chosen).isEqualTo(120_000);
    assertThat(countedOnServers()).isZero();
  }
}
