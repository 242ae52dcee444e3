package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.backend.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRuntimeTests {

  @TempDir Path data;

  /** The sample replica from its classes: its jar need not be built yet. */
  static List<String> backend() throws Exception {
    Path classes =
        Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-cp",
        classes.toString(),
        "io.ringway.backend.Backend",
        "--id",
        "{id}",
        "--port",
        "{port}");
  }

  private ProcessRuntime runtime(String... command) {
    return new ProcessRuntime(new ReplicaSettings.ForProcess("", List.of(command)), data);
  }

  private ProcessRuntime real() throws Exception {
    return runtime(backend().toArray(String[]::new));
  }

  @AfterEach
  void stopAll() throws Exception {
    ProcessRuntime runtime = real();
    runtime.list().forEach(runtime::stop);
  }

  private static Replica only(ReplicaRuntime runtime) {
    assertThat(runtime.list()).hasSize(1);
    return runtime.list().getFirst();
  }

  @Test
  void startsAReplicaThatAnswersAndStopsIt() throws Exception {
    ProcessRuntime runtime = real();
    runtime.start("c", "server-1");
    Replica replica = only(runtime);
    Heartbeat heartbeat = new Heartbeat();
    await().until(() -> heartbeat.answers(replica, "/heartbeat"));
    assertThat(heartbeat.answers(replica, "/elsewhere")).isFalse();
    runtime.stop(replica);
    assertThat(runtime.list()).isEmpty();
    assertThat(ProcessHandle.of(Long.parseLong(replica.handle()))).isEmpty();
    assertThat(data.resolve("replicas")).isEmptyDirectory();
  }

  @Test
  void outlivesItsControlPlaneAndIsFoundByTheNext() throws Exception {
    ProcessRuntime first = real();
    first.start("c", "server-1");
    Replica replica = only(first);
    first.close();
    assertThat(only(real())).isEqualTo(replica).matches(Replica::running);
  }

  @Test
  void intendsBeforeItStarts() throws Exception {
    Path folder = Files.createDirectories(data.resolve("replicas"));
    Path log = folder.resolve("c%40server-1.log");
    // A start that goes no further than its log, as long as nobody reads.
    assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor()).isZero();
    ProcessRuntime runtime = real();
    Thread start = Thread.ofVirtual().start(() -> runtime.start("c", "server-1"));
    Path state = folder.resolve("c%40server-1.json");
    await().untilAsserted(() -> assertThat(state).content().contains("\"pid\":0"));
    try (var _ = Files.newInputStream(log)) {
      start.join();
      assertThat(only(runtime).running()).isTrue();
    }
  }

  @Test
  void findsWhatAControlPlaneStartedInItsLastInstant() throws Exception {
    ProcessRuntime killed = real();
    killed.start("c", "server-1");
    Replica replica = only(killed);
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"));
    files.write(ProcessState.intended(replica.port(), "c", "server-1"));
    Replica found = only(real());
    assertThat(found).matches(Replica::running);
    assertThat(found.handle()).isEqualTo(replica.handle());
    assertThat(files.states().getFirst().isIntended()).isFalse();
  }

  @Test
  void forgetsAnIntentionThatCameToNothing() throws Exception {
    new ProcessFiles(data.resolve("replicas")).write(ProcessState.intended(9, "c", "server-1"));
    assertThat(real().list()).isEmpty();
    assertThat(data.resolve("replicas")).isEmptyDirectory();
  }

  @Test
  void tellsAtOnceThatAnAdoptedReplicaEnded() throws Exception {
    real().start("c", "server-1");
    ProcessRuntime next = real();
    CountDownLatch told = new CountDownLatch(1);
    next.watch(told::countDown);
    Replica replica = only(next);
    ProcessHandle.of(Long.parseLong(replica.handle())).orElseThrow().destroyForcibly();
    assertThat(told.await(3, TimeUnit.SECONDS)).isTrue();
    assertThat(only(next).running()).isFalse();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotOurs() {
    ProcessHandle self = ProcessHandle.current();
    new ProcessFiles(data.resolve("replicas"))
        .write(new ProcessState(self.pid(), 1_000, 9000, "c", "server-1"));
    ProcessRuntime runtime = runtime("true");
    Replica replica = only(runtime);
    assertThat(replica.running()).isFalse();
    runtime.stop(replica);
    assertThat(self.isAlive()).isTrue();
    assertThat(runtime.list()).isEmpty();
  }

  @Test
  void keepsTheLastWordsOfOneThatEndsAtOnce() {
    ProcessRuntime runtime = runtime("sh", "-c", "echo first; echo it is broken >&2; exit 3");
    runtime.start("c", "server-1");
    await().until(() -> !only(runtime).running());
    assertThat(runtime.lastLines(only(runtime), 1)).containsExactly("it is broken");
  }

  @Test
  void saysWhatToCorrectWhenTheProgramIsNotThere() {
    ProcessRuntime runtime = runtime("no-such-program");
    assertThatThrownBy(() -> runtime.start("c", "server-1"))
        .isInstanceOf(ReplicaException.class)
        .hasMessage(
            "There is no program 'no-such-program': correct the first word of"
                + " ringway.replicas.process.command.");
    assertThat(runtime.list()).isEmpty();
  }

  @Test
  void saysWhatToCorrectWhenTheJarIsNotThere() {
    var settings = new ReplicaSettings.ForProcess(data.resolve("no.jar").toString(), List.of());
    assertThatThrownBy(() -> new ProcessRuntime(settings, data).start("c", "server-1"))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("no.jar: correct ringway.replicas.process.jar");
  }

  @Test
  void setsABrokenStateFileAside() throws Exception {
    Path folder = Files.createDirectories(data.resolve("replicas"));
    Files.writeString(folder.resolve("c@x.json"), "{\"pid\":");
    assertThat(runtime("true").list()).isEmpty();
    assertThat(folder.resolve("c@x.json.broken")).exists();
  }

  @Test
  void noNameLeavesTheFolder() throws Exception {
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"));
    files.write(new ProcessState(1, 1_000, 9000, "..", "../../x"));
    try (var inside = Files.list(data.resolve("replicas"))) {
      assertThat(inside).hasSize(1);
    }
    files.forget("..", "../../x");
  }
}
