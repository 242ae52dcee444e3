package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ReflectiveChannelFactory;
import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.proxy.Listeners;
import io.ringway.balancer.proxy.Transport;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.Port;
import io.ringway.balancer.telemetry.PrometheusText;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableSwapTests {

  private final Transport transport = Transport.open(Transport.Kind.AUTO, 1);
  private final ActiveTable active = new ActiveTable(InstantSource.system());
  private final HealthTable health = new HealthTable();
  private final HealthChecks checks =
      new HealthChecks(
          health,
          transport.group(),
          new ReflectiveChannelFactory<>(transport.socketChannel()),
          new Random(1),
          ServerTrust.ofJava(InstantSource.system()));
  private final Listeners listeners =
      new Listeners(
          transport,
          active,
          new Telemetry(),
          "127.0.0.1",
          0,
          io.ringway.balancer.proxy.HttpRules.DEFAULT,
          null,
          java.time.InstantSource.system());
  private final Upstreams upstreams = new Upstreams(1);
  private final TableSwap swap = new TableSwap(active, upstreams, health, checks, listeners);

  @BeforeEach
  void start() {
    listeners.reconcile(Set.of(Port.MAIN));
  }

  @AfterEach
  void stop() {
    checks.close();
    listeners.drain(Duration.ZERO).toCompletableFuture().join();
    var _ = transport.group().shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
  }

  private static ConfigSnapshot revision(long revision, int... ports) {
    List<ClusterConfig> clusters = new java.util.ArrayList<>();
    for (int port : ports) {
      clusters.add(
          new ClusterConfig(
              "c" + port,
              "c" + port,
              ClusterSettings.DEFAULT.with(it -> {
                it.listen = new Listen(port, List.of(), "/");
                it.keyRules = List.of();
                it.drainMillis = 100;
              }),
              List.of(new ServerConfig("s", "s", "127.0.0.1", 1, 1, ServerState.READY))));
    }
    return new ConfigSnapshot(1, revision, "default", 0, clusters);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aTakenPortRefusesTheSnapshotAndChangesNothing() throws Exception {
    swap.apply(revision(1, 0));
    String digest = swap.digest();
    int free = freePort();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ConfigSnapshot refused = revision(2, 0, free, taken.getLocalPort());
      assertThatThrownBy(() -> swap.apply(refused))
          .isInstanceOf(SnapshotRefusedException.class)
          .hasMessageStartingWith("port " + taken.getLocalPort() + " is taken");
      assertThat(swap.snapshot().revision()).isEqualTo(1);
      assertThat(swap.digest()).isEqualTo(digest);
      assertThat(listeners.boundPort(free)).isEqualTo(-1);
      assertThat(PrometheusText.of(List.of(text -> upstreams.measure(refused, text))))
          .as("ways to servers that only the refused one has")
          .doesNotContain("cluster=\"c" + free);
      assertThat(listeners.boundPort(0)).isPositive();
    }
  }

  @Test
  void theSameSnapshotIsTakenOnceThePortIsFree() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThatThrownBy(() -> swap.apply(revision(1, port)))
          .isInstanceOf(SnapshotRefusedException.class);
    }
    swap.apply(revision(1, port));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
    swap.apply(revision(2, 0));
    assertThat(listeners.boundPort(port)).isEqualTo(-1);
  }

  @Test
  void aStoppingBalancerTakesNoSnapshot() throws Exception {
    swap.apply(revision(1, 0));
    swap.freeze();
    assertThatThrownBy(() -> swap.apply(revision(2, 0))).hasMessage("this balancer is stopping");
    assertThat(swap.snapshot().revision()).isEqualTo(1);
  }
}
