package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.ControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ReplicaPolicy;
import io.ringway.protocol.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole control plane with real processes as replicas. */
class ReplicasIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Actor TESTER = Actor.system("tester");

  @TempDir Path data;

  private @Nullable ConfigurableApplicationContext running;
  private String installation = "";

  private void start(List<String> command) {
    List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--ringway.data=" + data));
    for (int i = 0; i < command.size(); i++) {
      arguments.add("--ringway.replicas.process.command[" + i + "]=" + command.get(i));
    }
    running =
        new SpringApplicationBuilder(ControlPlane.class).run(arguments.toArray(String[]::new));
    installation = running.getBean(Installation.class).id();
  }

  private ReplicaStatus status() {
    return running.getBean(Replicas.class).status("sample");
  }

  private ClusterDetails cluster() {
    return running.getBean(Clusters.class).details("sample");
  }

  private void scale(int desired) {
    running.getBean(Clusters.class).apply(new Change.Scale("sample", desired), TESTER, null);
  }

  private void awaitRunning(int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> status().running() == count && cluster().config().servers().size() == count);
  }

  private Map<String, String> handles() {
    return status().replicas().stream()
        .collect(Collectors.toMap(ReplicaStatus.View::name, ReplicaStatus.View::handle));
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private Map<String, ServerConfig> servers() {
    return cluster().config().servers().stream()
        .collect(Collectors.toMap(ServerConfig::name, Function.identity()));
  }

  @AfterEach
  void stopAll() {
    if (running != null) {
      running.close();
    }
    var settings = new ReplicaSettings.ForProcess("", List.of("true"));
    var runtime = new ProcessRuntime(settings, data, installation, InstantSource.system());
    runtime.find(List.of()).replicas().forEach(runtime::stop);
  }

  @Test
  void keepsTheWantedReplicasRunning() throws Exception {
    start(ProcessRuntimeTests.backend());
    awaitRunning(3);
    assertThat(handles()).containsOnlyKeys("server-1", "server-2", "server-3");

    // A dead replica is back within 3 s, as the same member of the ring.
    Map<String, String> before = handles();
    var nodes = cluster().config().ringNodes();
    process(before.get("server-2")).destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() ->
            status().running() == 3 && !handles().get("server-2").equals(before.get("server-2")));
    assertThat(cluster().config().ringNodes()).isEqualTo(nodes);
    String moved = servers().get("server-2").address();
    assertThat(status().replicas().get(1).address()).isEqualTo(moved);

    scale(4);
    awaitRunning(4);
    Map<String, String> four = handles();
    scale(2);
    awaitRunning(2);
    await()
        .atMost(PATIENCE)
        .until(() ->
            ProcessHandle.of(Long.parseLong(four.get("server-4")))
                .filter(ProcessHandle::isAlive)
                .isEmpty());

    // The next control plane takes over the running ones, and starts nothing twice.
    Map<String, String> two = handles();
    var revision = cluster().revision();
    running.close();
    assertThat(two.values()).allMatch(pid -> process(pid).isAlive());
    start(ProcessRuntimeTests.backend());
    awaitRunning(2);
    assertThat(handles()).isEqualTo(two);
    assertThat(cluster().revision()).isEqualTo(revision);
  }

  @Test
  void showsWhyAReplicaDoesNotStay() {
    start(List.of("sh", "-c", "echo the disk is full >&2; exit 3"));
    await()
        .atMost(PATIENCE)
        .until(() -> status().replicas().stream().anyMatch(view -> view.failures() > 1));
    ReplicaStatus.View view = status().replicas().getFirst();
    assertThat(view.message()).startsWith("It ended with exit code 3 after");
    assertThat(view.lastLines()).containsExactly("the disk is full");
    assertThat(status().message()).startsWith("server-1: It ended with exit code 3 after");
    assertThat(cluster().config().servers()).isEmpty();
  }

  @Test
  void showsACommandThatDoesNotStart() {
    start(List.of("no-such-program"));
    await().atMost(PATIENCE).until(() -> !status().message().isEmpty());
    assertThat(status().message())
        .isEqualTo(
            "server-1: There is no program 'no-such-program': correct the first word of"
                + " ringway.replicas.process.command.");
    assertThat(status().replicas()).allMatch(v -> v.state() == ReplicaStatus.State.FAILED);
  }

  private void policy(ReplicaPolicy policy) {
    ClusterSettings now = cluster().config().settings();
    Change change =
        new Change.UpdateCluster("sample", null, now.with(it -> it.replicaPolicy = policy));
    running.getBean(Clusters.class).apply(change, TESTER, null);
  }

  private ReplicaStatus.View view(String name) {
    return status().replicas().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void signal(String signal, String pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  /**
   * Checks a process that neither ends nor refuses connections: only the missing responses show
   * that it hangs.
   */
  @Test
  void replacesAProcessThatHangs() throws Exception {
    start(ProcessRuntimeTests.backend());
    awaitRunning(3);
    policy(new ReplicaPolicy(60_000, 0));
    String hanging = handles().get("server-2");
    var nodes = cluster().config().ringNodes();
    signal("STOP", hanging);
    await().atMost(PATIENCE).until(() -> view("server-2").state() == ReplicaStatus.State.UNHEALTHY);
    assertThat(view("server-2").reason()).isEqualTo("UNRESPONSIVE");
    assertThat(view("server-2").message())
        .contains("takes connections and does not respond", "switched off");
    assertThat(handles()).containsEntry("server-2", hanging);

    policy(new ReplicaPolicy(60_000, 1_000));
    await()
        .atMost(PATIENCE)
        .until(() -> status().running() == 3 && !handles().get("server-2").equals(hanging));
    assertThat(ProcessHandle.of(Long.parseLong(hanging)).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(cluster().config().ringNodes()).isEqualTo(nodes);
    assertThat(view("server-2").events())
        .anyMatch(event -> event.kind() == ReplicaStatus.Event.Kind.REPLACED);
  }

  @Test
  void oneThatHangsIsLetBeWhenItGoesOnInTime() throws Exception {
    start(ProcessRuntimeTests.backend());
    awaitRunning(3);
    policy(new ReplicaPolicy(60_000, 3_600_000));
    Map<String, String> before = handles();
    signal("STOP", before.get("server-1"));
    await().atMost(PATIENCE).until(() -> view("server-1").state() == ReplicaStatus.State.UNHEALTHY);
    signal("CONT", before.get("server-1"));
    await().atMost(PATIENCE).until(() -> status().running() == 3);
    assertThat(handles()).isEqualTo(before);
    assertThat(status().message()).isEmpty();
  }

  /** Checks that the cluster's start timeout applies to a replica that is held up. */
  @Test
  void aStartMayTakeAsLongAsItsClusterSays() throws Exception {
    Path gate = data.resolve("gate");
    List<String> backend = ProcessRuntimeTests.backend();
    List<String> slow = new ArrayList<>(List.of("sh", "-c"));
    slow.add("while [ ! -e " + gate + " ]; do sleep 0.1; done; exec " + String.join(" ", backend));
    start(slow);
    await().atMost(PATIENCE).until(() -> status().replicas().size() == 3);
    policy(new ReplicaPolicy(1_000, 0));
    await().atMost(PATIENCE).until(() -> view("server-1").failures() > 1);
    assertThat(view("server-1").message())
        .startsWith("It did not answer its health check within 1 s of its start")
        .contains("raise the start timeout");
    assertThat(status().running()).isZero();

    policy(new ReplicaPolicy(3_600_000, 0));
    await()
        .atMost(PATIENCE)
        .until(() ->
            status().replicas().stream()
                .allMatch(view ->
                    view.state() == ReplicaStatus.State.STARTING && !view.handle().isEmpty()));
    Map<String, String> starting = handles();
    Files.createFile(gate);
    awaitRunning(3);
    assertThat(handles()).isEqualTo(starting);
  }
}
