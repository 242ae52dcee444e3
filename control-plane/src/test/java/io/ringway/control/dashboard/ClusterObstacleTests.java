package io.ringway.control.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.fleet.BalancerStatus;
import io.ringway.control.fleet.BalancerTraffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.Obstacle.Item;
import io.ringway.protocol.Obstacle.Kind;
import io.ringway.protocol.ServerTls;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterObstacleTests {

  private static final long TEN = Instant.parse("2026-11-30T10:00:00Z").toEpochMilli();

  private static Obstacle port(int port) {
    return new Obstacle(
        Item.PORT, "" + port, Kind.PORT_TAKEN, "another program listens on it", TEN, TEN + 30_000);
  }

  private static BalancerStatus balancer(String name, boolean connected, Obstacle... obstacles) {
    BalancerTraffic traffic =
        new BalancerTraffic(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(obstacles));
    return new BalancerStatus(
        name,
        name,
        "127.0.0.1",
        "1",
        "nio",
        null,
        connected,
        Instant.EPOCH,
        1,
        "",
        true,
        List.of(),
        5000,
        0,
        0,
        0,
        traffic,
        0);
  }

  private static ClusterConfig cluster(int port, boolean tls) {
    return new ClusterConfig(
        "c",
        "c",
        ClusterSettings.DEFAULT.with(it -> {
          it.listen = new Listen(port, List.of(), "/");
          it.serverTls = new ServerTls(tls, "");
        }),
        List.of());
  }

  @Test
  void aClosedPortIsToldWithBalancerReasonTimeAndNextTry() {
    assertThat(
            ClusterObstacle.of(
                cluster(3306, false),
                List.of(
                    balancer("east", true, port(3306)),
                    balancer("west", true),
                    balancer("gone", false, port(3306)))))
        .extracting(it -> it.balancer() + ": " + it.text())
        .containsExactly(
            "east: Port 3306 is closed since 30 Nov 10:00 UTC: another program listens on it."
                + " Next try: 10:00:30 UTC.");
  }

  @Test
  void portsOfOthersAreNotTold() {
    List<BalancerStatus> balancers = List.of(balancer("east", true, port(3306)));
    assertThat(ClusterObstacle.of(cluster(3307, false), balancers)).isEmpty();
    assertThat(ClusterObstacle.of(cluster(0, false), balancers)).isEmpty();
  }

  @Test
  void theMainPortIsThatOfEachBalancer() {
    assertThat(ClusterObstacle.of(cluster(0, false), List.of(balancer("east", true, port(5000)))))
        .hasSize(1);
  }

  @Test
  void missingAuthoritiesMeetClustersWhoseServersSpeakTls() {
    Obstacle authorities =
        new Obstacle(Item.SERVER_AUTHORITIES, "", Kind.UNREADABLE, "no such file", 0, 0);
    List<BalancerStatus> balancers = List.of(balancer("east", true, authorities));
    assertThat(ClusterObstacle.of(cluster(0, true), balancers)).hasSize(1);
    assertThat(ClusterObstacle.of(cluster(0, false), balancers)).isEmpty();
  }

  @Test
  void theStateIsThatOfTheObstaclesAndNotOfTheirTimes() {
    List<BalancerStatus> before = List.of(balancer("east", true, port(3306)));
    Obstacle later = new Obstacle(Item.PORT, "3306", Kind.PORT_TAKEN, "still", TEN, TEN + 60_000);
    ClusterConfig cluster = cluster(3306, false);
    assertThat(ClusterObstacle.state(ClusterObstacle.of(cluster, before)))
        .isEqualTo(
            ClusterObstacle.state(
                ClusterObstacle.of(cluster, List.of(balancer("east", true, later)))))
        .isNotEqualTo(ClusterObstacle.state(List.of()));
  }
}
