package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerReport;
import io.ringway.protocol.ServerState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryMergerTests {

  private final Telemetry telemetry = new Telemetry();
  private final List<LoopTelemetry> loops =
      List.of(telemetry.forLoop(), telemetry.forLoop(), telemetry.forLoop());
  private final HealthTable health = new HealthTable();
  private final ServerHealth server = health.of("c", "s");
  private final List<Message.Report> sent = new ArrayList<>();
  private boolean connected = true;
  private long now = 1_000_000;
  private ConfigSnapshot inForce = snapshot("s");
  private final TelemetryMerger telemetryMerger =
      new TelemetryMerger(
          telemetry,
          health,
          () -> inForce,
          (_, _) -> Resolution.NONE,
          new ReportSender() {
            @Override
            public boolean ready() {
              return connected;
            }

            @Override
            public boolean report(Message.Report report) {
              return sent.add(report);
            }
          },
          () -> Instant.ofEpochMilli(now));

  private static ConfigSnapshot snapshot(String... serverIds) {
    List<ServerConfig> servers = new ArrayList<>();
    for (String id : serverIds) {
      servers.add(new ServerConfig(id, id, "127.0.0.1", 9_000, 1, ServerState.READY));
    }
    ClusterConfig cluster =
        new ClusterConfig(
            "c", "shop", ClusterSettings.DEFAULT.with(it -> it.keyRules = List.of()), servers);
    return new ConfigSnapshot(1, 1, "default", 0, List.of(cluster));
  }

  @AfterEach
  void stop() {
    telemetryMerger.close();
  }

  private Message.Report tick() {
    now += 1_000;
    telemetryMerger.tick();
    return sent.getLast();
  }

  private static ServerReport only(Message.Report report) {
    return report.clusters().getFirst().servers().getFirst();
  }

  private void answered(int loop, int status, long micros) {
    loops.get(loop).begun(server);
    loops.get(loop).answered(server, status, micros);
    loops.get(loop).ended(server);
  }

  private String metrics() {
    return WholePage.of(telemetryMerger::addTo);
  }

  private static Histogram latency(ServerReport report) throws Exception {
    return Histogram.decodeFromCompressedByteBuffer(
        ByteBuffer.wrap(Base64.getDecoder().decode(report.latency())), 0);
  }

  @Test
  void aReportHoldsWhatHappenedSinceTheOneBefore() {
    answered(0, 200, 10);
    answered(1, 304, 10);
    answered(2, 404, 10);
    loops.get(2).failed(server);
    loops.get(2).retried(server);
    loops.get(0).spilled(server);
    loops.get(1).spilled(server);
    loops.get(1).begun(server);
    loops.get(0).answeredItself("c", 503, "no-server");
    loops.get(2).answeredItself("c", 413, "body-too-large");
    Message.Report first = tick();
    assertThat(first.windowMillis()).isEqualTo(1_000);
    assertThat(only(first).requests()).isEqualTo(3);
    assertThat(only(first).status1xx2xx3xx()).isEqualTo(2);
    assertThat(only(first).status4xx()).isEqualTo(1);
    assertThat(only(first).failures()).isEqualTo(1);
    assertThat(only(first).retries()).isEqualTo(1);
    assertThat(only(first).spills()).isEqualTo(2);
    assertThat(only(first).inFlight()).isEqualTo(1);
    assertThat(first.clusters().getFirst().unserved()).isEqualTo(1);
    assertThat(first.clusters().getFirst().refused()).isEqualTo(1);

    answered(1, 503, 10);
    ServerReport second = only(tick());
    assertThat(second.requests()).isEqualTo(1);
    assertThat(second.status5xx()).isEqualTo(1);
    assertThat(second.failures() + second.retries() + second.spills()).isZero();
    assertThat(second.inFlight()).isEqualTo(1);

    ServerReport third = only(tick());
    assertThat(third.requests()).isZero();
    assertThat(third.latency()).isEmpty();
  }

  @Test
  void histogramsOfAllLoopsAddUpToTheOneOfOneRecorder() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Histogram sum = new Histogram(LatencyCells.DIGITS);
    Histogram expected = new Histogram(LatencyCells.DIGITS);
    for (int second = 0; second < 5; second++) {
      for (int i = 0; i < 1_000; i++) {
        long micros = 1L << random.nextInt(30);
        answered(random.nextInt(loops.size()), 200, micros);
        expected.recordValue(micros);
      }
      sum.add(latency(only(tick())));
    }
    assertThat(sum).isEqualTo(expected);
    assertThat(sum.getTotalCount()).isEqualTo(5_000);
  }

  @Test
  void whatCouldNotBeSentComesWithTheNextReport() throws Exception {
    connected = false;
    answered(0, 200, 100);
    now += 1_000;
    telemetryMerger.tick();
    assertThat(sent).isEmpty();
    assertThat(metrics())
        .contains("ringway_report_lag_seconds 1.000000\n", "ringway_reports_total 0\n");
    connected = true;
    answered(1, 200, 300);
    Message.Report report = tick();
    assertThat(metrics())
        .contains("ringway_report_lag_seconds 0.000000\n", "ringway_reports_total 1\n");
    assertThat(report.windowMillis()).isEqualTo(2_000);
    assertThat(only(report).requests()).isEqualTo(2);
    assertThat(latency(only(report)).getTotalCount()).isEqualTo(2);
  }

  @Test
  void aMinuteWithoutTheControlPlaneIsDroppedThereAndKeptInTheMetrics() {
    connected = false;
    answered(0, 200, 100);
    now += 60_000;
    telemetryMerger.tick();
    connected = true;
    assertThat(only(tick()).requests()).isZero();
    assertThat(metrics())
        .contains("ringway_report_windows_dropped_total 1\n")
        .contains("ringway_requests_total{cluster=\"shop\",server=\"s\",class=\"2xx\"} 1\n");
  }

  @Test
  void theBucketsOfTheMetricsAreCumulative() {
    answered(0, 200, 400);
    answered(1, 200, 900);
    answered(2, 200, 20_000_000);
    tick();
    assertThat(metrics())
        .contains("le=\"0.0005\"} 1\n", "le=\"0.0010\"} 2\n", "le=\"10.0000\"} 2\n")
        .contains("le=\"+Inf\"} 3\n")
        .containsPattern("ringway_latency_seconds_count\\{[^}]*} 3\n");
  }

  @Test
  void aServerThatLeftTakesItsCountsAlong() {
    answered(0, 200, 100);
    tick();
    inForce = snapshot();
    assertThat(tick().clusters().getFirst().servers()).isEmpty();
    assertThat(loops.getFirst().servers).isEmpty();
    assertThat(metrics()).doesNotContain("server=\"s\"");
  }

  @Test
  void aClockThatWasSetBackBeginsANewWindow() {
    now -= 3_600_000;
    telemetryMerger.tick();
    assertThat(sent.getLast().windowMillis()).isZero();
    assertThat(tick().windowMillis()).isEqualTo(1_000);
  }
}
