package io.ringway.control.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.ring.RingSpec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTests {

  private final Snapshots snapshots = mock(Snapshots.class);
  private final List<Object> events = new ArrayList<>();
  private Instant now = Instant.ofEpochSecond(1_000_000);
  private final Traffic traffic = new Traffic(snapshots, events::add, () -> now);

  @BeforeEach
  void twoServersOfWeightOneAndThree() {
    configure(Steering.NONE.showing(true));
  }

  private void configure(Steering steering) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c",
            "sample",
            ClusterSettings.DEFAULT.with(it -> {
              it.placement = new RingSpec.Points(8);
              it.keyRules = List.of();
              it.steering = steering;
            }),
            List.of(
                new ServerConfig("a", "a", "127.0.0.1", 1, 1, ServerState.READY),
                new ServerConfig("b", "b", "127.0.0.1", 2, 3, ServerState.READY)));
    when(snapshots.current())
        .thenReturn(
            PublishedSnapshot.build(
                new ConfigSnapshot(1, 1, "default", 0, List.of(cluster)), null));
  }

  private static ServerReport server(String id, long requests, boolean healthy, String latency) {
    return new ServerReport(
        id, requests, requests, 0, 0, 0, 0, 2, healthy, healthy ? "" : "refused", latency, 3);
  }

  private void report(String balancer, ServerReport... servers) {
    reportOf(1_000, balancer, servers);
  }

  private void reportOf(long windowMillis, String balancer, ServerReport... servers) {
    traffic.on(
        new ReportReceived(
            balancer,
            new Message.Report(
                1,
                0,
                windowMillis,
                List.of(new ClusterReport("c", 1, 0, List.of(servers), HotKeys.NONE)))));
  }

  private void asked(String balancer, HotKeys keys) {
    traffic.on(
        new ReportReceived(
            balancer,
            new Message.Report(
                1, 0, 1_000, List.of(new ClusterReport("c", 0, 0, List.of(), keys)))));
  }

  private static HotKey key(String key, long count, long error) {
    return new HotKey(Pin.fingerprint(key), key, count, error);
  }

  private void second() {
    now = now.plusSeconds(1);
    traffic.tick();
  }

  private static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  @Test
  void countsOfAllBalancersAddUp() {
    report("b1", server("a", 30, true, ""), server("b", 90, true, ""));
    report("b2", server("a", 10, true, ""), server("b", 30, true, ""));
    second();
    ClusterTraffic seen = traffic.cluster("c");
    assertThat(seen.requests()).isEqualTo(160);
    assertThat(seen.requestsPerSecond()).isEqualTo(160);
    assertThat(seen.errors()).isEqualTo(2);
    assertThat(seen.server("a").share()).isEqualTo(0.25);
    assertThat(seen.server("a").inFlight()).isEqualTo(4);
    assertThat(seen.server("a").spills()).isEqualTo(6);
    assertThat(seen.imbalance()).isCloseTo(1, within(1e-9));
    assertThat(events).containsExactly(new TrafficTick(1_000_000));
  }

  @Test
  void imbalanceIsTheBusiestOverTheMeanByWeight() {
    report("b1", server("a", 100, true, ""), server("b", 100, true, ""));
    second();
    assertThat(traffic.cluster("c").imbalance()).isCloseTo(2, within(1e-9));
  }

  @Test
  void percentilesAreThoseOfOneHistogramOverEverything() {
    Random random = new Random(7);
    Histogram whole = LatencyHistograms.empty();
    for (int balancer = 0; balancer < 3; balancer++) {
      Histogram part = LatencyHistograms.empty();
      for (int i = 0; i < 5_000; i++) {
        long micros = 50 + (balancer + 1) * Math.round(Math.exp(random.nextDouble() * 12));
        part.recordValue(micros);
        whole.recordValue(micros);
      }
      report("b" + balancer, server("a", 5_000, true, encode(part)));
      second();
    }
    ClusterTraffic seen = traffic.cluster("c");
    assertThat(seen.p50Micros()).isEqualTo(whole.getValueAtPercentile(50));
    assertThat(seen.p90Micros()).isEqualTo(whole.getValueAtPercentile(90));
    assertThat(seen.p99Micros()).isEqualTo(whole.getValueAtPercentile(99));
    assertThat(seen.server("a").p99Micros()).isEqualTo(whole.getValueAtPercentile(99));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"!", "AAAA", "HISTFAAAAAA=", "HISTFAAAABh42pNpmSzMwMDAxQABzFCaEUoz2X+AsAA="})
  void aCorruptHistogramLosesNoCounts(String corrupt) {
    report("b1", server("a", 5, true, corrupt));
    second();
    assertThat(traffic.cluster("c").requests()).isEqualTo(5);
  }

  @Test
  void aCutHistogramLosesNoCounts() {
    Histogram histogram = LatencyHistograms.empty();
    histogram.recordValue(900);
    String whole = encode(histogram);
    report("b1", server("a", 5, true, whole.substring(0, whole.length() / 8 * 4)));
    second();
    assertThat(traffic.cluster("c").requests()).isEqualTo(5);
    assertThat(traffic.cluster("c").p50Micros()).isZero();
  }

  @Test
  void healthIsMergedWithItsReasonAndAgesOut() {
    report("b1", server("a", 0, false, ""));
    report("b2", server("a", 0, false, ""));
    report("b3", server("a", 0, true, ""));
    assertThat(traffic.cluster("c").server("a").health())
        .isEqualTo(new ObservedHealth(ObservedHealth.State.UNHEALTHY, "2 of 3 balancers: refused"));
    for (int i = 0; i < 8; i++) {
      second();
    }
    assertThat(traffic.cluster("c").server("a").health()).isEqualTo(ObservedHealth.UNKNOWN);
    assertThat(traffic.cluster("c").server("a").inFlight()).isZero();
  }

  @Test
  void ratesSlideAndHistoryIsBounded() {
    report("b1", server("a", 100, true, ""));
    for (int i = 0; i < 10; i++) {
      second();
    }
    assertThat(traffic.cluster("c").requestsPerSecond()).isEqualTo(10);
    for (int i = 0; i < 1_000; i++) {
      second();
    }
    assertThat(traffic.cluster("c").requestsPerSecond()).isZero();
    assertThat(traffic.cluster("c").requests()).isEqualTo(100);
    assertThat(traffic.history("c", 10_000)).hasSize(ClusterSeries.HISTORY_SECONDS);
    assertThat(traffic.historyByServer("c", 10_000).get("a"))
        .hasSize(ClusterSeries.HISTORY_SECONDS);
    report("b1", server("a", 7, true, ""));
    second();
    assertThat(traffic.historyByServer("c", 3).get("a")).containsExactly(0, 0, 7);
  }

  @Test
  void theFirstReportAfterARestartIsNoSpike() {
    second();
    second();
    reportOf(30_000, "b1", server("a", 3_000, true, ""), server("b", 600, true, ""));
    second();
    report("b1", server("a", 100, true, ""), server("b", 20, true, ""));
    second();
    assertThat(traffic.history("c", 900))
        .extracting(TrafficPoint::requests)
        .as("the seconds that are kept get their part, no second more")
        .containsExactly(120L, 120L, 120L, 120L);
    assertThat(traffic.historyByServer("c", 900).get("a")).containsExactly(100, 100);
    assertThat(traffic.cluster("c").requests()).as("in total all count").isEqualTo(3_720);
    assertThat(traffic.cluster("c").server("a").requests()).isEqualTo(3_100);
  }

  @Test
  void whatABalancerTellsLateIsInTheSecondsInWhichItHappened() {
    report("b1", server("a", 7, true, ""));
    second();
    for (int i = 0; i < 3; i++) {
      second();
    }
    reportOf(4_000, "b1", server("a", 30, true, ""));
    second();
    assertThat(traffic.history("c", 900))
        .extracting(TrafficPoint::requests)
        .containsExactly(7L, 8L, 7L, 8L, 7L);
    assertThat(traffic.historyByServer("c", 900).get("a")).containsExactly(7, 8, 7, 8, 7);
    assertThat(traffic.cluster("c").requestsPerSecond()).isEqualTo(37 / 5.0);
    assertThat(traffic.history("c", 900))
        .extracting(TrafficPoint::errors)
        .as("one request found no server")
        .containsExactly(1L, 1L, 0L, 0L, 0L);
  }

  /**
   * Checks reports that fall just behind the end of their second: the two clocks of one second each
   * are not in step.
   */
  @Test
  void aReportThatComesAHairTooLateMakesNoHoleAndNoSpike() {
    report("b1", server("a", 10, true, ""));
    second();
    second();
    report("b1", server("a", 11, true, ""));
    report("b1", server("a", 12, true, ""));
    second();
    report("b1", server("a", 13, true, ""));
    second();
    assertThat(traffic.history("c", 900))
        .extracting(TrafficPoint::requests)
        .containsExactly(10L, 11L, 12L, 13L);
    assertThat(traffic.historyByServer("c", 900).get("a")).containsExactly(10, 11, 12, 13);
    assertThat(Traffic.finalSeconds(traffic.history("c", 900)))
        .extracting(TrafficPoint::requests)
        .containsExactly(10L, 11L);
  }

  @Test
  void aBalancerThatWasSilentIsCountedFromNowOn() {
    report("b1", server("a", 10, true, ""));
    for (int i = 0; i < 5; i++) {
      second();
    }
    report("b1", server("a", 20, true, ""));
    second();
    report("b1", server("a", 20, true, ""));
    second();
    assertThat(traffic.history("c", 900).stream().mapToLong(TrafficPoint::requests).max())
        .hasValue(20);
    assertThat(traffic.cluster("c").requests()).isEqualTo(50);
  }

  @Test
  void whatIsNotConfiguredIsNotKept() {
    report("b1", server("stranger", 5, true, ""), server("a", -5, true, ""));
    second();
    assertThat(traffic.cluster("c").requests()).isZero();
    assertThat(traffic.cluster("nowhere").servers()).isEmpty();
  }

  @Test
  void hotKeysOfAllBalancersAndSecondsAddUpWithTheirBounds() {
    asked("b1", new HotKeys(100, List.of(key("hot", 60, 2), key("warm", 20, 0)), 5));
    asked("b2", new HotKeys(50, List.of(key("hot", 30, 0)), 4));
    second();
    asked("b1", new HotKeys(10, List.of(key("hot", 10, 0)), 0));
    second();
    assertThat(traffic.hotKeys("c"))
        .isEqualTo(new HotKeys(160, List.of(key("hot", 100, 2), key("warm", 24, 4)), 9));
    assertThat(traffic.hotKeys("nowhere")).isEqualTo(HotKeys.NONE);
  }

  @Test
  void hotKeysAreThoseOfTheLastMinute() {
    asked("b1", new HotKeys(3, List.of(key("old", 3, 0)), 0));
    second();
    for (int i = 0; i < 59; i++) {
      asked("b1", new HotKeys(1, List.of(key("new", 1, 0)), 0));
      second();
    }
    assertThat(traffic.hotKeys("c").keys()).containsExactly(key("new", 59, 0), key("old", 3, 0));
    second();
    assertThat(traffic.hotKeys("c").keys()).containsExactly(key("new", 59, 0));
    for (int i = 0; i < 59; i++) {
      second();
    }
    assertThat(traffic.hotKeys("c")).isEqualTo(HotKeys.NONE);
  }

  @Test
  void keysAreForgottenAsSoonAsTheClusterDoesNotShowThem() {
    asked("b1", new HotKeys(3, List.of(key("secret", 3, 0)), 0));
    second();
    asked("b1", new HotKeys(1, List.of(key("secret", 1, 0)), 0));
    second();
    configure(Steering.NONE);
    assertThat(traffic.hotKeys("c").keys())
        .containsExactly(new HotKey(Pin.fingerprint("secret"), "", 4, 0));
    second();
    configure(Steering.NONE.showing(true));
    assertThat(traffic.hotKeys("c").keys())
        .as("shown again, but forgotten meanwhile")
        .containsExactly(new HotKey(Pin.fingerprint("secret"), "", 4, 0));
  }
}
