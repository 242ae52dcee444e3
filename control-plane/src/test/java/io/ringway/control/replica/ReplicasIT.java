package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.ControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.protocol.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
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

  private void start(List<String> command) {
    List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--ringway.data=" + data));
    for (int i = 0; i < command.size(); i++) {
      arguments.add("--ringway.replicas.process.command[" + i + "]=" + command.get(i));
    }
    running =
        new SpringApplicationBuilder(ControlPlane.class).run(arguments.toArray(String[]::new));
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
    var runtime = new ProcessRuntime(new ReplicaSettings.ForProcess("", List.of("true")), data);
    runtime.list().forEach(runtime::stop);
  }

  @Test
  void keepsTheWantedReplicasRunning() throws Exception {
    start(ProcessRuntimeTests.backend());
    awaitRunning(3);
    assertThat(handles()).containsOnlyKeys("server-1", "server-2", "server-3");

    // A dead one comes back within 3 s, as the same member of the ring.
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
    assertThat(
            ProcessHandle.of(Long.parseLong(four.get("server-4"))).filter(ProcessHandle::isAlive))
        .isEmpty();

    // The next control plane takes over what runs, and starts nothing twice.
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
    assertThat(view.message()).startsWith("It ended within");
    assertThat(view.lastLines()).containsExactly("the disk is full");
    assertThat(status().message()).startsWith("server-1: It ended within");
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
}
