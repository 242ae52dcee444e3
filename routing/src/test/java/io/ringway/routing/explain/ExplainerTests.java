package io.ringway.routing.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Explanation.Step;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Verdict;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.routing.steering.SlowStart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTests {

  private final List<ServerConfig> servers = new ArrayList<>(Clusters.servers(5));
  private final Map<String, ServerConditions.Seen> seen = new HashMap<>();
  private Steering steering = Steering.NONE;
  private KeyFallback fallback = KeyFallback.RANDOM;
  private HealthPolicy health = HealthPolicy.DEFAULT;
  private long now;

  private Explainer explainer() {
    ClusterConfig cluster = Clusters.of(fallback, health, steering, servers);
    Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    SlowStart slowStart = SlowStart.of(cluster, ring.nodes());
    ServerConditions.Seen fine = new ServerConditions.Seen(true, "", 0);
    return new Explainer(
        new ServerConditions(
            cluster,
            9,
            ring,
            slowStart == null ? null : slowStart.at(now),
            seen.values().stream().mapToInt(ServerConditions.Seen::inFlight).sum(),
            server -> seen.getOrDefault(server.id(), fine)));
  }

  private Explanation of(String key) {
    return explainer().key(key);
  }

  private List<String> order(String key) {
    ClusterConfig cluster = Clusters.of(fallback, steering, servers);
    Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    Candidates walk = ring.candidates(ring.keyHash().hash(key), new Candidates());
    List<String> order = new ArrayList<>();
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      order.add(ring.nodes().get(node).id());
    }
    return order;
  }

  private static List<String> ids(Explanation explanation) {
    return explanation.steps().stream().map(Step::id).toList();
  }

  private static List<Verdict> verdicts(Explanation explanation) {
    return explanation.steps().stream().map(Step::verdict).toList();
  }

  private void state(String id, ServerState state) {
    servers.replaceAll(server -> server.id().equals(id) ? server.with(state) : server);
  }

  private void down(String id) {
    seen.put(id, new ServerConditions.Seen(false, "connection refused", 0));
  }

  private void loaded(String id, int inFlight) {
    seen.put(id, new ServerConditions.Seen(true, "", inFlight));
  }

  @Test
  void aPlainKeyGoesToItsOwnerAndTheRestIsInReserve() {
    Explanation answer = of("user-42");
    List<String> order = order("user-42");
    assertThat(ids(answer)).isEqualTo(order);
    assertThat(answer.takers()).containsExactly(order.getFirst());
    assertThat(answer.owner()).isEqualTo(order.getFirst());
    assertThat(verdicts(answer))
        .containsExactly(
            Verdict.TAKEN, Verdict.RESERVE, Verdict.RESERVE, Verdict.RESERVE, Verdict.RESERVE);
    assertThat(answer.steps().getFirst().ifItDies()).isEqualTo(order.get(1));
    assertThat(answer.steps().get(3).ifItDies()).isEqualTo(order.getFirst());
    assertThat(answer.hash()).isEqualTo("397e9d3a76af7c81");
    assertThat(answer.fingerprint()).isEqualTo("397e9d3a76af7c81");
    assertThat(answer.position()).isBetween(0.2245, 0.2246); // 0x397e… of 2⁶⁴
    assertThat(answer.keyHex()).isEqualTo("757365722d3432");
    assertThat(answer.rule()).isEqualTo("given");
    assertThat(answer.revision()).isEqualTo(9);
    assertThat(answer.summary()).endsWith("which owns it.");
  }

  @Test
  void drainingAndUnhealthyServersArePassedOverWithTheirReason() {
    List<String> order = order("a");
    state(order.get(0), ServerState.DRAINING);
    down(order.get(1));
    Explanation answer = of("a");
    assertThat(ids(answer)).isEqualTo(order);
    assertThat(verdicts(answer))
        .startsWith(Verdict.DRAINING, Verdict.UNHEALTHY, Verdict.TAKEN, Verdict.RESERVE);
    assertThat(answer.steps().get(1).reason()).isEqualTo("It is down: connection refused.");
    assertThat(answer.takers()).containsExactly(order.get(2));
    assertThat(answer.owner()).isEqualTo(order.get(0));
    assertThat(answer.summary()).endsWith("which is draining.");
  }

  @Test
  void aDisabledServerIsNotOnTheWay() {
    String owner = order("a").getFirst();
    state(owner, ServerState.DISABLED);
    assertThat(ids(of("a"))).hasSize(4).doesNotContain(owner);
  }

  @Test
  void aPinnedKeyGoesWhereItIsPinnedUnlessThatCannotBe() {
    List<String> order = order("a");
    String pinned = order.getLast();
    steering = new Steering(0, 0, false, List.of(Pin.To.of("a", pinned), Pin.To.of("b", "gone")));
    Explanation answer = of("a");
    assertThat(ids(answer)).startsWith(pinned, order.getFirst());
    assertThat(verdicts(answer)).startsWith(Verdict.PINNED, Verdict.RESERVE);
    assertThat(answer.pinnedTo()).isEqualTo(pinned);
    assertThat(answer.takers()).containsExactly(pinned);
    assertThat(answer.steps().getFirst().ifItDies()).isEqualTo(order.getFirst());

    down(pinned);
    answer = of("a");
    assertThat(verdicts(answer)).startsWith(Verdict.UNHEALTHY, Verdict.TAKEN);
    assertThat(answer.takers()).containsExactly(order.getFirst());
    assertThat(answer.summary()).contains("It is pinned to Server").endsWith("which is down.");

    answer = of("b");
    assertThat(answer.pinnedTo()).isEqualTo("gone");
    assertThat(answer.takers()).containsExactly(order("b").getFirst());
    assertThat(answer.summary()).endsWith("It is pinned to gone, which is not on the ring.");
  }

  @Test
  void aSpreadKeyIsSharedByTheFirstUsableOnes() {
    List<String> order = order("a");
    steering = new Steering(0, 0, false, List.of(Pin.Spread.of("a", 3)));
    down(order.get(1));
    Explanation answer = of("a");
    assertThat(answer.takers()).containsExactly(order.get(0), order.get(2), order.get(3));
    assertThat(verdicts(answer))
        .containsExactly(
            Verdict.SHARED, Verdict.UNHEALTHY, Verdict.SHARED, Verdict.SHARED, Verdict.RESERVE);
    assertThat(answer.spread()).isEqualTo(3);
    assertThat(answer.steps().getFirst().ifItDies()).isEqualTo(order.get(4));
  }

  @Test
  void aServerAtItsBoundSpillsInOrder() {
    List<String> order = order("a");
    steering = new Steering(1, 0, false, List.of());
    order.forEach(id -> loaded(id, 2));
    loaded(order.get(0), 4);
    loaded(order.get(1), 3);
    Explanation answer = of("a"); // ⌈(13 + 1) / 5⌉ = 3
    assertThat(answer.inFlight()).isEqualTo(13);
    assertThat(verdicts(answer)).startsWith(Verdict.AT_BOUND, Verdict.AT_BOUND, Verdict.TAKEN);
    assertThat(answer.steps().getFirst().bound()).isEqualTo(3);
    assertThat(answer.steps().getFirst().reason()).contains("has 4 requests", "bound is 3");
    assertThat(answer.summary()).endsWith("which is at its bound.");
  }

  @Test
  void aPinDoesNotBreakTheBound() {
    List<String> order = order("a");
    String pinned = order.getLast();
    steering = new Steering(1, 0, false, List.of(Pin.To.of("a", pinned)));
    loaded(pinned, 3);
    Explanation answer = of("a");
    assertThat(verdicts(answer)).startsWith(Verdict.AT_BOUND, Verdict.TAKEN);
    assertThat(answer.takers()).containsExactly(order.getFirst());
  }

  @Test
  void aServerThatJoinsIsToldWhereItWouldStand() {
    servers.replaceAll(server -> server.id().equals("s5") ? server.joined(1_000) : server);
    steering = new Steering(0, 64_000, false, List.of());
    now = 1_000;
    int ramping = 0;
    int has = 0;
    for (int i = 0; i < 2_000; i++) {
      Explanation answer = of("key-" + i);
      List<String> order = order("key-" + i);
      assertThat(ids(answer)).containsExactlyInAnyOrderElementsOf(order);
      int taker = ids(answer).indexOf(answer.takers().getFirst());
      assertThat(ids(answer).subList(0, taker + 1)).isEqualTo(order.subList(0, taker + 1));
      for (Step step : answer.steps().subList(0, taker)) {
        assertThat(step.id()).isEqualTo("s5");
        assertThat(step.verdict()).isEqualTo(Verdict.RAMPING);
        assertThat(step.part()).isEqualTo(1 / 64.0);
        ramping++;
      }
      has += answer.takers().getFirst().equals("s5") ? 1 : 0;
    }
    assertThat(ramping).isBetween(300, 500);
    assertThat(has).isBetween(1, 30);
  }

  @Test
  void nobodyAndNothingAreAnswersToo() {
    servers.forEach(server -> down(server.id()));
    Explanation answer = of("a");
    assertThat(answer.takers()).isEmpty();
    assertThat(verdicts(answer)).containsOnly(Verdict.UNHEALTHY);
    assertThat(answer.steps()).allMatch(step -> step.ifItDies().isEmpty());
    assertThat(answer.summary()).startsWith("Nobody takes the key");
    servers.clear();
    answer = of("");
    assertThat(answer.owner()).isEmpty();
    assertThat(answer.steps()).isEmpty();
    assertThat(answer.summary()).contains("no server on its ring");
  }

  @Test
  void anEmptyKeyAndOneServerAreOrdinary() {
    servers.subList(1, 5).clear();
    Explanation answer = of("");
    assertThat(answer.keyHex()).isEmpty();
    assertThat(answer.takers()).containsExactly("s1");
    assertThat(answer.steps().getFirst().ifItDies()).isEmpty();
  }

  private static ExplainQuery.Request get(String target, ExplainQuery.Header... headers) {
    return new ExplainQuery.Request(
        0, "GET", "shop.example", target, List.of(headers), "192.0.2.7");
  }

  @Test
  void theRuleThatYieldsTheKeyIsNamed() {
    Explainer explainer = explainer();
    Explanation byHeader =
        explainer.request(get("/?id=7", new ExplainQuery.Header("x-key", " a b ")));
    assertThat(byHeader.rule()).isEqualTo("header X-Key");
    assertThat(byHeader.key()).isEqualTo("a b");
    Explanation byQuery =
        explainer.request(get("/?x=1&id=%20", new ExplainQuery.Header("X-Key", "")));
    assertThat(byQuery.rule()).isEqualTo("query id");
    assertThat(byQuery.key()).isEqualTo("%20");
    assertThat(explainer.request(get("/", new ExplainQuery.Header("Cookie", "a=b; sid=ü"))).key())
        .isEqualTo("ü");
  }

  @Test
  void withoutAKeyTheFallbackIsTold() {
    down("s2");
    Explanation random = explainer().request(get("/"));
    assertThat(random.rule()).isEqualTo("fallback random");
    assertThat(random.hash()).isEmpty();
    assertThat(random.takers()).containsExactly("s1", "s3", "s4", "s5");
    assertThat(random.steps().getFirst().reason()).contains("25.0 %");
    assertThat(random.steps().get(1).verdict()).isEqualTo(Verdict.UNHEALTHY);
    fallback = KeyFallback.CLIENT_ADDRESS;
    Explanation client = explainer().request(get("/"));
    assertThat(client.rule()).isEqualTo("fallback client-address");
    assertThat(client.key()).isEqualTo("192.0.2.7");
    assertThat(client.takers()).isEqualTo(of("192.0.2.7").takers());
  }

  @Test
  void aLongWayIsToldAsFarAsAHundredServers() {
    servers.clear();
    servers.addAll(Clusters.servers(250));
    servers.replaceAll(server -> server.with(ServerState.DRAINING));
    String last = order("a").getLast();
    state(last, ServerState.READY);
    Explanation answer = of("a");
    assertThat(answer.steps()).hasSize(Explanation.MAX_STEPS);
    assertThat(answer.takers()).containsExactly(last);
    assertThat(answer.servers()).isEqualTo(250);
  }

  @Test
  void belowThePanicThresholdADownServerTakesItsKeysAndTheSummarySaysWhy() {
    for (ServerConfig server : servers.subList(0, 4)) {
      seen.put(server.id(), new ServerConditions.Seen(false, "status 500", 0));
    }
    String key = "a";
    String owner = order(key).getFirst();
    seen.put(owner, new ServerConditions.Seen(false, "status 500", 0));
    assertThat(of(key).takers()).doesNotContain(owner);
    health = HealthPolicy.DEFAULT.withPanicThreshold(40);
    Explanation panic = of(key);
    assertThat(panic.takers()).containsExactly(owner);
    assertThat(panic.steps().getFirst().healthy()).isFalse();
    assertThat(panic.summary())
        .endsWith("Fewer than 40 % of the servers are up, so health is ignored.");
  }
}
