package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The runtime with containers of a real engine. */
class DockerRuntimeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestEngine engine;

  private final String cluster = UUID.randomUUID().toString();
  private final List<String> installations = new ArrayList<>();
  private final List<DockerRuntime> runtimes = new ArrayList<>();

  @BeforeAll
  static void open() {
    engine = TestEngine.open();
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
  }

  @AfterEach
  void removeAll() {
    runtimes.forEach(DockerRuntime::close);
    installations.forEach(engine::removeAll);
  }

  private DockerRuntime runtime() {
    return runtime(engine.settings());
  }

  private DockerRuntime runtime(ReplicaSettings.ForDocker settings) {
    String installation = UUID.randomUUID().toString();
    installations.add(installation);
    DockerRuntime runtime = new DockerRuntime(settings, installation, InstantSource.system());
    runtimes.add(runtime);
    return runtime;
  }

  private static Replica only(DockerRuntime runtime) {
    List<Replica> found = runtime.find(List.of()).replicas();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private ClusterDetails cluster(ServerConfig... managed) {
    var config = new ClusterConfig(cluster, "shop", ClusterSettings.DEFAULT, List.of(managed));
    return new ClusterDetails(config, ReplicaPlan.of("docker", 1), Set.of("server-1"), 1);
  }

  private static ServerConfig server(String host) {
    return new ServerConfig("server-1", "server-1", host, 9000, 1, ServerState.READY, "", 0);
  }

  @Test
  void leavesAloneWhateverElseCarriesTheLabels() {
    DockerRuntime runtime = runtime();
    String byName = engine.run(null, TestEngine.claim("shop", "server-1"));
    String byId = engine.run(null, TestEngine.claim(cluster, "server-1"));
    Map<String, String> others = TestEngine.claim(cluster, "server-1");
    others.put(DockerEnvironment.INSTALLATION, "another-" + UUID.randomUUID());
    String another = engine.run(null, others);
    FoundReplicas foundReplicas = runtime.find(List.of(cluster(server("192.0.2.7"))));
    assertThat(foundReplicas.replicas()).isEmpty();
    assertThat(foundReplicas.strangers())
        .extracting(FoundReplicas.Stranger::handle)
        .contains(byName, byId)
        .doesNotContain(another);
  }

  @Test
  void twoInstallationsOnOneEngineNeverSeeEachOthersContainers() {
    DockerRuntime one = runtime();
    DockerRuntime two = runtime();
    one.start(cluster, "server-1", null);
    two.start(cluster, "server-1", null);
    assertThat(only(one).handle()).isNotEqualTo(only(two).handle());
    one.stop(only(one));
    assertThat(one.find(List.of()).replicas()).isEmpty();
    assertThat(only(two)).matches(Replica::running);
  }

  @Test
  void adoptsWhatAnEarlierVersionStartedWhenTheDatabaseKnowsIt() {
    String ending = DockerEnvironment.nameEnding(cluster, "server-1");
    String named = engine.run("ringway" + ending, TestEngine.claim(cluster, "server-1"));
    String composed = engine.run(null, TestEngine.claim("shop", "server-1"));
    String strange = engine.run(null, TestEngine.claim("shop", "server-1"));
    DockerRuntime runtime = runtime();
    var known = List.of(cluster(server(engine.bridgeAddress(composed))));
    assertThat(runtime.find(known).replicas())
        .extracting(Replica::handle)
        .contains(named, composed)
        .doesNotContain(strange);
  }

  @Test
  void aContainerNameThatIsTakenIsLeftToItsOwner() {
    DockerRuntime runtime = runtime();
    String taken = "ringway" + DockerEnvironment.nameEnding(cluster, "server-1");
    String owner = engine.run(taken, Map.of());
    runtime.start(cluster, "server-1", null);
    assertThat(only(runtime)).matches(Replica::running);
    assertThat(engine.runs(owner)).isTrue();
  }

  @Test
  void tellsTimesAndExitCodeOfTheEngine() {
    DockerRuntime runtime = runtime();
    Instant before = engineTime();
    runtime.start(cluster, "server-1", null);
    engine.docker.killContainerCmd(only(runtime).handle()).exec();
    await().atMost(PATIENCE).until(() -> !only(runtime).alive());
    Replica ended = only(runtime);
    assertThat(ended.startedAt()).isAfterOrEqualTo(before);
    assertThat(ended.ending()).isNotNull();
    assertThat(ended.ending().exitCode()).isEqualTo(137);
    assertThat(ended.lived()).isPositive();
  }

  private static Instant engineTime() {
    return Instant.now().minusSeconds(1);
  }

  @Test
  void startsTheSameContainerAgainAndAnotherOneOfAnotherImage() {
    DockerRuntime runtime = runtime();
    runtime.start(cluster, "server-1", null);
    Replica first = only(runtime);
    engine.docker.killContainerCmd(first.handle()).exec();
    await().atMost(PATIENCE).until(() -> !only(runtime).alive());
    runtime.start(cluster, "server-1", only(runtime));
    assertThat(only(runtime).handle()).isEqualTo(first.handle());
    assertThat(only(runtime).run()).isNotEqualTo(first.run());

    engine.docker.killContainerCmd(first.handle()).exec();
    await().atMost(PATIENCE).until(() -> !only(runtime).alive());
    engine.build("LABEL mended=" + UUID.randomUUID());
    runtime.start(cluster, "server-1", only(runtime));
    Replica mended = only(runtime);
    assertThat(mended.handle()).isNotEqualTo(first.handle());
    assertThat(engine.exists(first.handle())).isFalse();
    assertThat(engine.docker.inspectContainerCmd(mended.handle()).exec().getImageId())
        .isEqualTo(engine.docker.inspectImageCmd(engine.image).exec().getId());
  }

  @Test
  void otherSettingsMakeAnotherContainer() {
    DockerRuntime runtime = runtime();
    runtime.start(cluster, "server-1", null);
    engine.docker.killContainerCmd(only(runtime).handle()).exec();
    await().atMost(PATIENCE).until(() -> !only(runtime).alive());
    Replica ended = only(runtime);
    var other =
        new ReplicaSettings.ForDocker(
            engine.address(), "", engine.image, List.of(engine.image), "", 9100);
    try (var next = new DockerRuntime(other, installations.getFirst(), InstantSource.system())) {
      next.start(cluster, "server-1", ended);
      Replica started = only(next);
      assertThat(started.handle()).isNotEqualTo(ended.handle());
      await()
          .atMost(PATIENCE)
          .until(() -> new HealthProbe().probe(started, HealthPolicy.DEFAULT).isEmpty());
    }
  }

  @Test
  void aPausedContainerAndOneWithoutItsNetworkAreFoundAsSuchAndCanBeStopped() {
    DockerRuntime runtime = runtime();
    runtime.start(cluster, "server-1", null);
    Replica running = only(runtime);
    engine.docker.pauseContainerCmd(running.handle()).exec();
    assertThat(only(runtime).condition()).isEqualTo(Replica.Condition.PAUSED);
    runtime.stop(only(runtime));
    assertThat(engine.exists(running.handle())).isFalse();

    runtime.start(cluster, "server-1", null);
    Replica connected = only(runtime);
    engine
        .docker
        .disconnectFromNetworkCmd()
        .withNetworkId("bridge")
        .withContainerId(connected.handle())
        .exec();
    assertThat(only(runtime).condition()).isEqualTo(Replica.Condition.NO_NETWORK);
    runtime.stop(only(runtime));
    assertThat(engine.exists(connected.handle())).isFalse();
  }

  @Test
  void whatTheEngineRefusesIsSaidAndCostsNoConnection() {
    String address = engine.address();
    var noImage = new ReplicaSettings.ForDocker(address, "", "no-such", List.of("no-such"), "", 1);
    var image = List.of(engine.image);
    var noNetwork = new ReplicaSettings.ForDocker(address, "", engine.image, image, "no-such", 1);
    var forbidden = new ReplicaSettings.ForDocker(address, "", engine.image, List.of(), "", 1);
    refuses(noImage, new ReplicaFault.ImageMissing("no-such"));
    refuses(noNetwork, new ReplicaFault.NetworkMissing("no-such"));
    refuses(forbidden, new ReplicaFault.ImageNotAllowed(engine.image));
  }

  /**
   * Checks that an error response of the engine closes neither the connection nor the stream of
   * events.
   */
  @Test
  void aRefusalOfTheEngineClosesNothing() {
    DockerRuntime runtime = runtime();
    runtime.start(cluster, "server-1", null);
    Replica gone = only(runtime);
    AtomicInteger changes = new AtomicInteger();
    runtime.watch(changes::incrementAndGet);
    engine.docker.removeContainerCmd(gone.handle()).withForce(true).exec();
    await().atMost(PATIENCE).until(() -> changes.get() > 0);
    refused(404, () -> runtime.lastLines(gone, 5));

    runtime.start(cluster, "server-2", null);
    Replica other = only(runtime);
    changes.set(0);
    engine.docker.killContainerCmd(other.handle()).exec();
    await().atMost(PATIENCE).until(() -> changes.get() > 0 && !only(runtime).alive());
    runtime.stop(only(runtime));
    assertThat(engine.exists(other.handle())).isFalse();
    assertThat(runtime.connections()).isEqualTo(1);
  }

  @Test
  void aConflictAtTheEngineCostsNoConnection() {
    String ended = engine.run(null, Map.of());
    engine.docker.killContainerCmd(ended).exec();
    await().atMost(PATIENCE).until(() -> !engine.runs(ended));
    try (DockerEngine asked = new DockerEngine(engine.settings())) {
      for (int i = 0; i < 2; i++) {
        refused(
            409,
            () ->
                asked.call(
                    ReplicaFault.Step.STOP, docker -> docker.pauseContainerCmd(ended).exec()));
        refused(
            404,
            () ->
                asked.call(
                    ReplicaFault.Step.STOP, docker -> docker.stopContainerCmd("no-such").exec()));
      }
      assertThat(asked.connections()).isEqualTo(1);
    }
  }

  private static void refused(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ReplicaException.class,
            e ->
                assertThat(e.fault())
                    .isInstanceOfSatisfying(
                        ReplicaFault.EngineRefused.class,
                        it -> assertThat(it.status()).isEqualTo(status)));
  }

  private void refuses(ReplicaSettings.ForDocker settings, ReplicaFault why) {
    DockerRuntime runtime = runtime(settings);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> runtime.start(cluster, "server-1", null))
          .isInstanceOfSatisfying(ReplicaException.class, e -> assertThat(e.fault()).isEqualTo(why))
          .hasMessageNotContaining("Is the engine running");
    }
    assertThat(runtime.find(List.of()).replicas()).isEmpty();
    assertThat(runtime.connections()).isEqualTo(1);
  }
}
