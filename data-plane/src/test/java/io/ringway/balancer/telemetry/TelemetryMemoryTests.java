package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.health.HealthTable;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory that the counters of thousands of servers take. */
class TelemetryMemoryTests {

  private static final int SERVERS = 2_700;

  private final Telemetry telemetry = new Telemetry();
  private final List<LoopTelemetry> loops = List.of(telemetry.forLoop(), telemetry.forLoop());
  private final HealthTable health = new HealthTable();
  private final ConfigSnapshot snapshot = snapshot();
  private boolean connected = true;
  private final TelemetryMerger telemetryMerger =
      new TelemetryMerger(
          telemetry,
          health,
          () -> snapshot,
          (_, _) -> Resolution.NONE,
          new ReportSender() {
            @Override
            public boolean ready() {
              return connected;
            }

            @Override
            public boolean report(Message.Report report) {
              return true;
            }
          },
          InstantSource.system());

  private static ConfigSnapshot snapshot() {
    List<ServerConfig> servers = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      servers.add(new ServerConfig("s" + i, "s" + i, "127.0.0.1", 9_000 + i, 1, ServerState.READY));
    }
    ClusterSettings settings = ClusterSettings.DEFAULT.with(it -> it.keyRules = List.of());
    return new ConfigSnapshot(
        1, 1, "default", 0, List.of(new ClusterConfig("c", "shop", settings, servers)));
  }

  @AfterEach
  void stop() {
    telemetryMerger.close();
  }

  /** Counts this many responses of every server on each loop, of 0.2 to 50 ms. */
  private void answers(int times) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < SERVERS; i++) {
      var server = health.of("c", "s" + i);
      for (LoopTelemetry loop : loops) {
        for (int n = 0; n < times; n++) {
          loop.begun(server);
          loop.answered(server, 200, (long) (200 * Math.exp(random.nextDouble(5.5))));
          loop.ended(server);
        }
      }
    }
  }

  private long bytesPerServerOf(Runnable use) {
    long before = LiveHeap.bytes();
    use.run();
    return (LiveHeap.bytes() - before) / SERVERS;
  }

  @Test
  void aServerWithAFewAnswersTakesAFewKilobytes() {
    long each =
        bytesPerServerOf(() -> {
          answers(4);
          telemetryMerger.tick();
        });
    assertThat(each).isLessThan(4_500);
  }

  @Test
  void aServerWithManyAnswersTakesLittleMore() {
    long each =
        bytesPerServerOf(() -> {
          answers(1_000);
          telemetryMerger.tick();
        });
    assertThat(each).isLessThan(9_000);
  }

  @Test
  void countsThatWaitForTheControlPlaneTakeLittleAndGoWithTheReport() {
    connected = false;
    long waiting =
        bytesPerServerOf(() -> {
          answers(40);
          telemetryMerger.tick();
        });
    assertThat(waiting).isLessThan(9_000);
    long reported =
        bytesPerServerOf(() -> {
          connected = true;
          telemetryMerger.tick();
        });
    assertThat(reported).isNegative();
  }

  @Test
  void afterTheFirstAnswersCountingAllocatesNothing() {
    answers(1_000);
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    var server = health.of("c", "s0");
    var loop = loops.getFirst();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int n = 0; n < 10_000; n++) {
      loop.answered(server, 200, 200 + n);
    }
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isZero();
  }
}
