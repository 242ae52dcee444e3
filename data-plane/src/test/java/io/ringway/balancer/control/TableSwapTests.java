package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ReflectiveChannelFactory;
import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.health.HealthChecks;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.listener.Listeners;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSwapTests {

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private final Obstacles obstacles =
      new Obstacles(InstantSource.system(), nanos::get, new Random(1));
  private final Telemetry telemetry = new Telemetry(obstacles);
  private final Transport transport = Transport.open(Transport.Kind.AUTO, 1);
  private final ActiveTable active = new ActiveTable(InstantSource.system());
  private final HealthTable health = new HealthTable();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final HealthChecks checks =
      new HealthChecks(
          health,
          transport.group(),
          new ReflectiveChannelFactory<>(transport.socketChannel()),
          this::random,
          ServerTrust.ofJava(InstantSource.system()),
          Resolver.ofLiterals());
  private final Listeners listeners =
      new Listeners(
          transport,
          active,
          telemetry,
          "127.0.0.1",
          0,
          HttpRules.DEFAULT,
          null,
          InstantSource.system());
  private final Upstreams upstreams = new Upstreams(1);
  private final TableSwap swap =
      new TableSwap(active, upstreams, health, checks, listeners, obstacles);

  /** The jitter of health checks, which throws in the middle of a step. */
  private long random() {
    if (broken.get()) {
      throw new UnsupportedOperationException("no dice");
    }
    return 1;
  }

  @BeforeEach
  void start() {
    listeners.reconcile(Set.of(ListenPort.MAIN));
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

  private SnapshotApplier applier(TableSwap routes) {
    InstantSource clock = InstantSource.system();
    return new SnapshotApplier(routes, new SnapshotStore(folder, clock, obstacles), clock);
  }

  private static Message offer(SnapshotApplier snapshotApplier, ConfigSnapshot snapshot) {
    return snapshotApplier.offer(new Message.Publish(snapshot, ""), System.nanoTime());
  }

  private void later() {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(Obstacles.MOST_MILLIS));
    swap.retryObstacles();
  }

  private static void connect(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void aTakenPortHoldsUpNothingElse() throws Exception {
    swap.apply(revision(1, 0));
    int free = freePort();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      swap.apply(revision(2, 0, free, taken.getLocalPort()));
      assertThat(swap.snapshot().revision()).isEqualTo(2);
      connect(free);
      assertThat(listeners.boundPort(taken.getLocalPort())).isEqualTo(-1);
      assertThat(obstacles.all())
          .singleElement()
          .satisfies(obstacle -> {
            assertThat(obstacle.item()).isEqualTo(Obstacle.Item.PORT);
            assertThat(obstacle.name()).isEqualTo(Integer.toString(taken.getLocalPort()));
            assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.PORT_TAKEN);
            assertThat(obstacle.sinceMillis()).isPositive();
            assertThat(obstacle.nextTryMillis()).isGreaterThan(obstacle.sinceMillis());
          });
      swap.apply(revision(3, 0, taken.getLocalPort()));
      assertThat(swap.snapshot().revision()).as("later revisions").isEqualTo(3);
      assertThat(listeners.boundPort(free)).isEqualTo(-1);
    }
  }

  @Test
  void aTakenPortIsOpenedOnceItIsFree() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      swap.apply(revision(1, port));
      later();
      assertThat(obstacles.counted()).singleElement().matches(each -> each.attempts() == 2);
    }
    swap.retryObstacles();
    assertThat(listeners.boundPort(port)).as("not before it is due").isEqualTo(-1);
    later();
    connect(port);
    assertThat(obstacles.all()).isEmpty();
    swap.apply(revision(2, 0));
    assertThat(listeners.boundPort(port)).isEqualTo(-1);
  }

  @Test
  void aPortThatIsNoLongerWantedIsForgotten() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      swap.apply(revision(1, taken.getLocalPort()));
      assertThat(obstacles.all()).hasSize(1);
      swap.apply(revision(2, 0));
      assertThat(obstacles.all()).isEmpty();
    }
  }

  @Test
  void aPortOfThisBalancerItselfIsAnObstacleToo() throws Exception {
    int admin = freePort();
    listeners.reserve(admin, "--admin-port");
    swap.apply(revision(1, 0, admin, listeners.boundPort(0)));
    assertThat(obstacles.all())
        .extracting(Obstacle::kind)
        .containsExactly(Obstacle.Kind.OWN_PORT, Obstacle.Kind.OWN_PORT);
    assertThat(obstacles.all().toString()).contains("--admin-port", "as --port");
    swap.apply(revision(2, 0, admin, listeners.boundPort(0)));
    assertThat(obstacles.counted()).extracting(Obstacles.Counted::attempts).containsOnly(0L);
    connect(listeners.boundPort(0));
  }

  @Test
  void aFaultOfTheConfigurationIsRefusedWithItsReason() throws Exception {
    swap.apply(revision(1, 0));
    ClusterConfig cluster = revision(2, 0).clusters().getFirst();
    ConfigSnapshot wrong =
        new ConfigSnapshot(
            1,
            2,
            "default",
            0,
            List.of(
                cluster
                    .with(cluster.settings().with(it -> it.placement = new RingSpec.Slots(2, 2)))
                    .with(
                        List.of(
                            new ServerConfig("a", "a", "127.0.0.1", 1, 1, ServerState.READY),
                            new ServerConfig("b", "b", "127.0.0.1", 2, 1, ServerState.READY)))));
    assertThatThrownBy(() -> swap.apply(wrong)).isInstanceOf(SnapshotRefusedException.class);
    assertThat(swap.snapshot().revision()).isEqualTo(1);
  }

  @Test
  void anUnexpectedErrorInTheBuildIsARejectionAndTheNextSnapshotApplies() throws Exception {
    Upstreams faulty = new Upstreams(-1); // no server can have connections
    SnapshotApplier snapshotApplier =
        applier(new TableSwap(active, faulty, health, checks, listeners, obstacles));
    ConfigSnapshot empty = new ConfigSnapshot(1, 1, "default", 0, List.of());
    assertThat(offer(snapshotApplier, empty)).isInstanceOf(Message.Applied.class);
    assertThat(offer(snapshotApplier, revision(2, 0)))
        .isInstanceOfSatisfying(
            Message.Rejected.class,
            rejected -> {
              assertThat(rejected.revision()).isEqualTo(2);
              assertThat(rejected.reasons())
                  .singleElement()
                  .asString()
                  .contains("unexpected error", "NegativeArraySizeException", "log");
            });
    assertThat(active.current().snapshot()).isEqualTo(empty);
    ConfigSnapshot next = new ConfigSnapshot(1, 3, "default", 0, List.of());
    assertThat(offer(snapshotApplier, next)).isInstanceOf(Message.Applied.class);
    assertThat(active.current().snapshot()).isEqualTo(next);
  }

  @Test
  void anUnexpectedErrorAtTheStartFromDiskLeavesItWaitingForTheControlPlane() throws Exception {
    new SnapshotStore(folder, InstantSource.system()).save(revision(2, 0));
    SnapshotApplier snapshotApplier =
        applier(new TableSwap(active, new Upstreams(-1), health, checks, listeners, obstacles));
    snapshotApplier.startFromDisk();
    assertThat(snapshotApplier.source()).isEqualTo(SnapshotApplier.Source.NONE);
    ConfigSnapshot next = new ConfigSnapshot(1, 3, "default", 0, List.of());
    assertThat(offer(snapshotApplier, next)).isInstanceOf(Message.Applied.class);
  }

  @Test
  void anUnexpectedErrorAfterTheStoreIsToldAndTheStepTakenAgain() throws Exception {
    broken.set(true);
    int port = freePort();
    assertThat(offer(applier(swap), revision(1, port))).isInstanceOf(Message.Applied.class);
    connect(port);
    assertThat(obstacles.all())
        .singleElement()
        .satisfies(obstacle -> {
          assertThat(obstacle.item()).isEqualTo(Obstacle.Item.FOLLOW_UP);
          assertThat(obstacle.name()).isEqualTo("health checks");
          assertThat(obstacle.reason()).contains("UnsupportedOperationException (no dice)");
        });
    broken.set(false);
    later();
    assertThat(obstacles.all()).isEmpty();
    await().until(() -> !health.of("c" + port, "s").usable()); // nothing listens there
  }

  @Test
  void aSnapshotThatCannotBeSavedIsSavedLater() throws Exception {
    Path aside = Files.createDirectory(folder.resolve("snapshot.tmp")); // written first
    SnapshotApplier snapshotApplier = applier(swap);
    assertThat(offer(snapshotApplier, revision(1, 0))).isInstanceOf(Message.Applied.class);
    snapshotApplier.save();
    assertThat(obstacles.all())
        .singleElement()
        .matches(obstacle -> obstacle.item() == Obstacle.Item.SNAPSHOT_FILE);
    Files.delete(aside);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(Obstacles.MOST_MILLIS));
    snapshotApplier.retry();
    assertThat(obstacles.all()).isEmpty();
    assertThat(folder.resolve("snapshot")).exists();
  }

  @Test
  void aStoppingBalancerTakesNoSnapshot() throws Exception {
    swap.apply(revision(1, 0));
    swap.freeze();
    assertThatThrownBy(() -> swap.apply(revision(2, 0))).hasMessage("this balancer is stopping");
    assertThat(swap.snapshot().revision()).isEqualTo(1);
  }
}
