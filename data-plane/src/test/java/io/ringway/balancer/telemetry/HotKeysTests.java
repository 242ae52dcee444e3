package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.health.HealthTable;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.KeyTally;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.Steering;
import io.ringway.ring.Rings;
import io.ringway.routing.key.Span;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hot keys in reports, from requests on several event loops of several balancers. */
class HotKeysTests {

  private final List<Balancer> balancers = new ArrayList<>();

  /** The telemetry of a balancer with four loops and with a clock and a link of the test. */
  private static final class Balancer implements ReportSender {
    final Telemetry telemetry = new Telemetry();
    final List<LoopTelemetry> loops =
        List.of(telemetry.forLoop(), telemetry.forLoop(), telemetry.forLoop(), telemetry.forLoop());
    final List<Message.Report> sent = new ArrayList<>();
    boolean connected = true;
    boolean shown;
    long now = 1_000_000;
    final TelemetryMerger telemetryMerger =
        new TelemetryMerger(
            telemetry,
            new HealthTable(),
            () -> snapshot(shown),
            (_, _) -> Resolution.NONE,
            this,
            () -> Instant.ofEpochMilli(now));

    @Override
    public boolean ready() {
      return connected;
    }

    @Override
    public boolean report(Message.Report report) {
      return sent.add(report);
    }

    void ask(int loop, String key) {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      Span span = new Span();
      span.set(bytes, 0, bytes.length);
      loops.get(loop).keyed("c", shown, Rings.FINGERPRINT.hash(key), span);
    }

    HotKeys second() {
      loops.forEach(LoopTelemetry::handOverKeys);
      now += 1_000;
      telemetryMerger.tick();
      return sent.isEmpty() ? HotKeys.NONE : sent.getLast().clusters().getFirst().hotKeys();
    }
  }

  private static ConfigSnapshot snapshot(boolean shown) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c",
            "shop",
            ClusterSettings.DEFAULT.with(it -> {
              it.keyRules = List.of();
              it.steering = Steering.NONE.showing(shown);
            }),
            List.of());
    return new ConfigSnapshot(1, 1, "default", 0, List.of(cluster));
  }

  private Balancer balancer(boolean shown) {
    Balancer balancer = new Balancer();
    balancer.shown = shown;
    balancers.add(balancer);
    return balancer;
  }

  @AfterEach
  void stop() {
    balancers.forEach(balancer -> balancer.telemetryMerger.close());
  }

  @Test
  void theTenHottestKeysOfAZipfStreamAreFoundOverLoopsBalancersAndWindows() {
    List<Balancer> two = List.of(balancer(true), balancer(true));
    SplittableRandom random = new SplittableRandom(1);
    Zipf zipf = new Zipf(2, 100_000, 1.05);
    Map<String, Long> truth = new HashMap<>();
    KeyTally all = new KeyTally();
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 40_000; i++) {
        String key = "user-" + zipf.next();
        two.get(random.nextInt(2)).ask(random.nextInt(4), key);
        truth.merge(key, 1L, Long::sum);
      }
      two.forEach(balancer -> all.add(balancer.second()));
    }
    HotKeys found = all.top(64);
    assertThat(found.requests()).isEqualTo(400_000);
    assertThat(found.keys().subList(0, 10))
        .extracting(HotKey::key)
        .containsExactlyElementsOf(
            truth.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(10)
                .map(Map.Entry::getKey)
                .toList());
    for (HotKey key : found.keys()) {
      assertThat(truth.getOrDefault(key.key(), 0L))
          .as(key.key())
          .isBetween(key.count() - key.error(), key.count());
    }
    assertThat(found.keys().subList(0, 10)).allMatch(key -> found.doubt(key) < 0.004);
    found.keys().forEach(key -> truth.remove(key.key()));
    assertThat(truth.values()).allMatch(asked -> asked <= found.unlisted());
  }

  @Test
  void aClusterThatDoesNotShowKeysReportsTheirFingerprintsAlone() {
    Balancer balancer = balancer(false);
    balancer.ask(0, "secret-token");
    balancer.ask(1, "secret-token");
    assertThat(balancer.second().keys())
        .containsExactly(new HotKey(Pin.fingerprint("secret-token"), "", 2, 0));
    assertThat(Codec.encode(balancer.sent.getLast())).doesNotContain("secret");
  }

  @Test
  void keysCountedBeforeTheClusterStoppedShowingThemAreNotReported() {
    Balancer balancer = balancer(true);
    balancer.connected = false;
    balancer.ask(0, "secret-token");
    balancer.second();
    balancer.ask(0, "secret-token");
    balancer.shown = false;
    balancer.connected = true;
    assertThat(balancer.second().keys())
        .containsExactly(new HotKey(Pin.fingerprint("secret-token"), "", 2, 0));
    balancer.ask(0, "secret-token");
    balancer.second();
    assertThat(Codec.encode(balancer.sent.getLast())).doesNotContain("secret");
  }

  @Test
  void whatCouldNotBeSentComesWithTheNextReportAndOnlyOnce() {
    Balancer balancer = balancer(true);
    balancer.connected = false;
    balancer.ask(0, "a");
    balancer.second();
    balancer.ask(3, "a");
    balancer.ask(3, "b");
    balancer.connected = true;
    assertThat(balancer.second().keys())
        .extracting(HotKey::key, HotKey::count)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 2L),
            org.assertj.core.groups.Tuple.tuple("b", 1L));
    assertThat(balancer.second()).isEqualTo(HotKeys.NONE);
  }

  @Test
  void aLoopKeepsCountingWhileItsLastWindowIsNotTaken() {
    Balancer balancer = balancer(true);
    balancer.ask(0, "a");
    balancer.loops.getFirst().handOverKeys();
    balancer.ask(0, "a");
    balancer.loops.getFirst().handOverKeys();
    assertThat(balancer.second().requests()).isEqualTo(1);
    assertThat(balancer.second().requests()).isEqualTo(1);
  }
}
