package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.upstream.Upstreams;
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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page of a balancer with 283 clusters and 2,700 servers, all of them in use. */
class MetricsPageTests {

  private static final int CLUSTERS = 283;
  private static final int SERVERS = 2_700;

  private final Telemetry telemetry = new Telemetry();
  private final LoopTelemetry loop = telemetry.forLoop();
  private final HealthTable health = new HealthTable();
  private final ConfigSnapshot snapshot = snapshot();
  private final Upstreams upstreams = new Upstreams(2);
  private final TelemetryMerger telemetryMerger =
      new TelemetryMerger(
          telemetry,
          health,
          () -> snapshot,
          (_, _) -> Resolution.NONE,
          new ReportSender() {
            @Override
            public boolean ready() {
              return false;
            }

            @Override
            public boolean report(Message.Report report) {
              return false;
            }
          },
          InstantSource.system());

  private static ConfigSnapshot snapshot() {
    List<ClusterConfig> clusters = new ArrayList<>();
    int made = 0;
    for (int i = 0; i < CLUSTERS; i++) {
      List<ServerConfig> servers = new ArrayList<>();
      for (int j = 0; made < SERVERS * (i + 1L) / CLUSTERS; j++, made++) {
        servers.add(
            new ServerConfig(
                "s" + made,
                "app-server-%04d.internal".formatted(j),
                "10.0.0.1",
                1_000 + made,
                1,
                ServerState.READY));
      }
      clusters.add(
          new ClusterConfig("c" + i, "shop-%04d".formatted(i), ClusterSettings.DEFAULT, servers));
    }
    return new ConfigSnapshot(1, 1, "default", 0, clusters);
  }

  private MetricsPageTests use() {
    for (ClusterConfig cluster : snapshot.clusters()) {
      for (ServerConfig each : cluster.servers()) {
        ServerHealth server = health.of(cluster.id(), each.id());
        for (int status : new int[] {200, 404}) {
          loop.begun(server);
          loop.answered(server, status, 1_234);
          loop.ended(server);
        }
        upstreams.of(cluster, each);
      }
    }
    telemetryMerger.close(); // merges
    return this;
  }

  private MetricsPage page(Set<String> clusters, boolean byServer) {
    return new MetricsPage(
        List.of(telemetryMerger::addTo, page -> upstreams.addTo(page, snapshot)),
        clusters,
        byServer);
  }

  @Test
  void aServerCostsTwelveHundredBytesAtMost() {
    String text = WholePage.text(use().page(Set.of(), false));
    Exposition read = Exposition.of(text);
    assertThat(
            read.value(
                "ringway_requests_total{class=4xx, cluster=shop-0000,"
                    + " server=app-server-0000.internal}"))
        .isEqualTo(1);
    assertThat(text.length()).isLessThan(SERVERS * 1_200);
  }

  @Test
  void whatNeverHappenedToAServerIsNotTold() {
    telemetryMerger.close();
    assertThat(
            WholePage.text(page(Set.of(), false)).lines().filter(line -> line.contains("server=")))
        .as("health and requests under way")
        .hasSize(2 * SERVERS);
  }

  @Test
  void aPageIsMadeInPiecesAndTakesNoTwoMegabytesOfHeap() {
    use();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuf piece = Unpooled.directBuffer(20 * 1024);
    long before = threads.getCurrentThreadAllocatedBytes();
    MetricsPage page = page(Set.of(), false);
    int largest = 0;
    boolean more = true;
    while (more) {
      more = page.write(piece.clear(), 16 * 1024);
      largest = Math.max(largest, piece.readableBytes());
    }
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    piece.release();
    assertThat(largest).isLessThan(20 * 1024);
    assertThat(taken).isLessThan(2 << 20);
  }

  @Test
  void theDistributionsAreThoseOfClustersOrOnRequestOfServers() {
    use();
    Exposition ofClusters = Exposition.of(WholePage.text(page(Set.of("shop-0001"), false)));
    int servers = snapshot.clusters().get(1).servers().size();
    assertThat(ofClusters.value("ringway_latency_seconds_count{cluster=shop-0001}"))
        .isEqualTo(2.0 * servers);
    Exposition ofServers = Exposition.of(WholePage.text(page(Set.of("shop-0001"), true)));
    String labels = "{cluster=shop-0001, server=app-server-0000.internal}";
    assertThat(ofServers.value("ringway_latency_seconds_count" + labels)).isEqualTo(2);
    assertThat(ofServers.value("ringway_server_latency_seconds_total" + labels))
        .isBetween(0.0024, 0.0026);
  }

  @Test
  void aPageOfSomeClustersTellsOfNothingElse() {
    String text = WholePage.text(use().page(Set.of("shop-0001", "shop-0007"), false));
    Exposition.of(text);
    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.contains("shop-0001") || line.contains("shop-0007"))
        .anyMatch(line -> line.contains("shop-0007"));
  }
}
