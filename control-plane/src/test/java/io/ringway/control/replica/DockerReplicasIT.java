package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.ControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ReplicaPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole control plane with containers of a real engine as replicas. */
class DockerReplicasIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Actor TESTER = Actor.system("tester");

  private static TestEngine engine;

  @TempDir Path data;

  private @Nullable ConfigurableApplicationContext running;
  private String installation = "";

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

  private void start(int replicas) {
    start(replicas, engine.address());
  }

  private void start(int replicas, String host) {
    List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--ringway.data=" + data));
    arguments.add("--ringway.replicas.runtime=docker");
    arguments.add("--ringway.replicas.docker.host=" + host);
    arguments.add("--ringway.replicas.docker.image=" + engine.image);
    arguments.add("--ringway.replicas.docker.allowed-images=" + engine.image);
    arguments.add("--ringway.sample.replicas=" + replicas);
    running =
        new SpringApplicationBuilder(ControlPlane.class).run(arguments.toArray(String[]::new));
    installation = running.getBean(Installation.class).id();
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
      engine.removeAll(installation);
    }
  }

  private Clusters clusters() {
    return running.getBean(Clusters.class);
  }

  private ReplicaStatus status() {
    return running.getBean(Replicas.class).status("sample");
  }

  private void scale(int desired) {
    clusters().apply(new Change.Scale("sample", desired), TESTER, null);
  }

  private void awaitRunning(int count) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            status().running() == count
                && clusters().details("sample").config().servers().size() == count);
  }

  private Map<String, String> handles() {
    return status().replicas().stream()
        .collect(Collectors.toMap(ReplicaStatus.View::name, ReplicaStatus.View::handle));
  }

  @Test
  void neverTouchesContainersThatItDidNotStart() {
    String unknown = engine.run(null, TestEngine.claim("sample", "backend-4"));
    String wanted = engine.run(null, TestEngine.claim("sample", "server-1"));
    Map<String, String> old = TestEngine.claim("sample", "backend-5");
    old.put("io.ringway.system", "ringway");
    String system = engine.run(null, old);
    start(2);
    awaitRunning(2);
    String cluster = clusters().details("sample").config().id();
    String orphan = engine.run(null, TestEngine.claim(cluster, "backend-6"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(status().strangers())
                .extracting(ReplicaStatus.Stranger::handle)
                .contains(unknown, wanted, system, orphan));
    // Everything that stops a container: scaling down, and the end of a replica.
    scale(1);
    awaitRunning(1);
    engine.docker.killContainerCmd(handles().get("server-1")).exec();
    String first = handles().get("server-1");
    await()
        .atMost(PATIENCE)
        .until(() -> status().running() == 1 && engine.runs(handles().get("server-1")));
    assertThat(handles()).containsEntry("server-1", first);
    assertThat(List.of(unknown, wanted, system, orphan)).allMatch(engine::runs);
  }

  @Test
  void replacesAContainerWhoseNetworkWasTakenAwayAndOneThatIsPaused() {
    start(1);
    awaitRunning(1);
    ClusterSettings now = clusters().details("sample").config().settings();
    clusters()
        .apply(
            new Change.UpdateCluster(
                "sample",
                null,
                now.with(it -> it.replicaPolicy = new ReplicaPolicy(60_000, 1_000))),
            TESTER,
            null);
    String first = handles().get("server-1");
    engine.docker.disconnectFromNetworkCmd().withNetworkId("bridge").withContainerId(first).exec();
    awaitReplaced(first, "disconnected from its network");
    String second = handles().get("server-1");
    engine.docker.pauseContainerCmd(second).exec();
    awaitReplaced(second, "is paused");
  }

  private void awaitReplaced(String handle, String why) {
    await()
        .atMost(PATIENCE)
        .until(() -> status().running() == 1 && !handle.equals(handles().get("server-1")));
    assertThat(engine.exists(handle)).isFalse();
    assertThat(status().replicas().getFirst().events())
        .anyMatch(event ->
            event.kind() == ReplicaStatus.Event.Kind.REPLACED && event.message().contains(why));
  }

  /**
   * Checks that a new container at the address of the old one does not count as running by that
   * alone.
   */
  @Test
  void oneThatNeverAnswersAtTheOldAddressIsNotRunning() {
    start(1);
    awaitRunning(1);
    String address = status().replicas().getFirst().address();
    engine.build("CMD [\"sh\", \"-c\", \"echo the disk is full; sleep 1; exit 3\"]");
    try {
      engine.docker.removeContainerCmd(handles().get("server-1")).withForce(true).exec();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            ReplicaStatus.View view = status().replicas().getFirst();
            assertThat(view.state()).isNotEqualTo(ReplicaStatus.State.RUNNING);
            assertThat(view.failures()).isGreaterThanOrEqualTo(2);
            assertThat(view.message()).contains("exit code 3").contains("had not answered");
            assertThat(view.lastLines()).containsExactly("the disk is full");
          });
      assertThat(clusters().details("sample").config().servers().getFirst().address())
          .isEqualTo(address);
    } finally {
      engine.build("");
    }
  }

  @Test
  void anEngineThatIsAwayIsSeenAndFoundAgain(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("docker.sock");
    Map<String, String> before;
    try (var _ = new SocketProxy(socket, engine.address())) {
      start(1, "unix://" + socket);
      awaitRunning(1);
      before = handles();
    }
    await().atMost(PATIENCE).until(() -> !status().available());
    assertThat(status().message()).contains("its socket does not exist");
    assertThat(handles()).isEqualTo(before);
    try (var _ = new SocketProxy(socket, engine.address())) {
      await().atMost(PATIENCE).until(() -> status().available() && status().running() == 1);
      assertThat(handles()).isEqualTo(before);
      assertThat(status().message()).isEmpty();
    }
  }
}
