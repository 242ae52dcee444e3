package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.ringway.backend.Backend;
import io.ringway.protocol.HealthPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRuntimeTests {

  @TempDir Path data;

  /**
   * Returns the command of the sample replica, run from its classes, since its jar need not be
   * built yet.
   */
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
    return new ProcessRuntime(
        new ReplicaSettings.ForProcess("", List.of(command)), data, "here", InstantSource.system());
  }

  private ProcessRuntime real() throws Exception {
    return runtime(backend().toArray(String[]::new));
  }

  @AfterEach
  void stopAll() throws Exception {
    ProcessRuntime runtime = real();
    runtime.find(List.of()).replicas().forEach(runtime::stop);
  }

  private static ProcessState intended(int port, @Nullable String token) {
    return new ProcessState(0, 0, port, "c", "server-1", null, token, null);
  }

  private static Replica only(ReplicaRuntime runtime) {
    assertThat(runtime.find(List.of()).replicas()).hasSize(1);
    return runtime.find(List.of()).replicas().getFirst();
  }

  @Test
  void startsAReplicaThatAnswersAndStopsIt() throws Exception {
    ProcessRuntime runtime = real();
    runtime.start("c", "server-1", null);
    Replica replica = only(runtime);
    HealthProbe healthProbe = new HealthProbe();
    await().until(() -> healthProbe.probe(replica, HealthPolicy.DEFAULT).isEmpty());
    assertThat(healthProbe.probe(replica, new HealthPolicy("/elsewhere", 500, 1_000, 2, 2)))
        .hasValue(ReplicaFault.CheckFailure.BAD_STATUS);
    runtime.stop(replica);
    assertThat(runtime.find(List.of()).replicas()).isEmpty();
    assertThat(ProcessHandle.of(Long.parseLong(replica.handle()))).isEmpty();
    assertThat(data.resolve("replicas")).isEmptyDirectory();
  }

  @Test
  void outlivesItsControlPlaneAndIsFoundByTheNext() throws Exception {
    ProcessRuntime first = real();
    first.start("c", "server-1", null);
    Replica replica = only(first);
    first.close();
    assertThat(only(real())).isEqualTo(replica).matches(Replica::running);
  }

  @Test
  void intendsBeforeItStarts() throws Exception {
    Path folder = Files.createDirectories(data.resolve("replicas"));
    Path log = folder.resolve("c%40server-1.log");
    // A start that blocks at its log until somebody reads.
    assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor()).isZero();
    ProcessRuntime runtime = real();
    Thread start = Thread.ofVirtual().start(() -> runtime.start("c", "server-1", null));
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
    killed.start("c", "server-1", null);
    Replica replica = only(killed);
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"), "here");
    String token = files.states().getFirst().token();
    files.write(intended(replica.port(), token));
    Replica found = only(real());
    assertThat(found).matches(Replica::running);
    assertThat(found.handle()).isEqualTo(replica.handle());
    assertThat(files.states().getFirst().isIntended()).isFalse();
  }

  @Test
  void forgetsAnIntentionThatCameToNothing() throws Exception {
    new ProcessFiles(data.resolve("replicas"), "here").write(intended(9, "none"));
    assertThat(real().find(List.of()).replicas()).isEmpty();
    assertThat(data.resolve("replicas")).isEmptyDirectory();
  }

  @Test
  void tellsAtOnceThatAnAdoptedReplicaEnded() throws Exception {
    real().start("c", "server-1", null);
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
    new ProcessFiles(data.resolve("replicas"), "here")
        .write(new ProcessState(self.pid(), 1_000, 9000, "c", "server-1", null, null, null));
    ProcessRuntime runtime = runtime("true");
    Replica replica = only(runtime);
    assertThat(replica.running()).isFalse();
    runtime.stop(replica);
    assertThat(self.isAlive()).isTrue();
    assertThat(runtime.find(List.of()).replicas()).isEmpty();
  }

  @Test
  void keepsTheLastWordsOfOneThatEndsAtOnce() {
    ProcessRuntime runtime = runtime("sh", "-c", "echo first; echo it is broken >&2; exit 3");
    runtime.start("c", "server-1", null);
    await().until(() -> !only(runtime).running());
    assertThat(runtime.lastLines(only(runtime), 1)).containsExactly("it is broken");
  }

  @Test
  void saysWhatToCorrectWhenTheProgramIsNotThere() {
    ProcessRuntime runtime = runtime("no-such-program");
    assertThatThrownBy(() -> runtime.start("c", "server-1", null))
        .isInstanceOf(ReplicaException.class)
        .hasMessage(
            "There is no program 'no-such-program': correct the first word of"
                + " ringway.replicas.process.command.");
    assertThat(runtime.find(List.of()).replicas()).isEmpty();
  }

  @Test
  void saysWhatToCorrectWhenTheJarIsNotThere() {
    var settings = new ReplicaSettings.ForProcess(data.resolve("no.jar").toString(), List.of());
    assertThatThrownBy(() ->
            new ProcessRuntime(settings, data, "here", InstantSource.system())
                .start("c", "server-1", null))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("no.jar: correct ringway.replicas.process.jar");
  }

  @Test
  void setsABrokenStateFileAside() throws Exception {
    Path folder = Files.createDirectories(data.resolve("replicas"));
    Files.writeString(folder.resolve("c@x.json"), "{\"pid\":");
    assertThat(runtime("true").find(List.of()).replicas()).isEmpty();
    assertThat(folder.resolve("c@x.json.broken")).exists();
  }

  @Test
  void noNameLeavesTheFolder() throws Exception {
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"), "here");
    files.write(new ProcessState(1, 1_000, 9000, "..", "../../x", null, null, null));
    try (var inside = Files.list(data.resolve("replicas"))) {
      assertThat(inside).hasSize(1);
    }
    files.delete("..", "../../x");
  }

  @Test
  void tellsTheExitCodeAndWhenItEnded() {
    ProcessRuntime runtime = runtime("sh", "-c", "exit 3");
    runtime.start("c", "server-1", null);
    await().until(() -> only(runtime).ending() != null);
    Replica ended = only(runtime);
    assertThat(ended.ending().exitCode()).isEqualTo(3);
    assertThat(ended.lived()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aProcessOfACopiedDataFolderIsLeftToTheFirstOne(@TempDir Path copy) throws Exception {
    ProcessRuntime first = real();
    first.start("c", "server-1", null);
    Replica replica = only(first);
    Path to = Files.createDirectories(copy.resolve("replicas"));
    String file = "c%40server-1.json";
    Files.copy(data.resolve("replicas").resolve(file), to.resolve(file));
    var settings = new ReplicaSettings.ForProcess("", List.of("true"));
    var second = new ProcessRuntime(settings, copy, "here", InstantSource.system());
    assertThat(second.find(List.of()).replicas()).isEmpty();
    assertThat(to.resolve(file + ".foreign")).exists();
    assertThat(only(first)).isEqualTo(replica).matches(Replica::running);
  }

  @Test
  void aProcessOfAnotherInstallationIsLeftAlone() throws Exception {
    ProcessRuntime first = real();
    first.start("c", "server-1", null);
    Replica replica = only(first);
    var settings = new ReplicaSettings.ForProcess("", List.of("true"));
    var other = new ProcessRuntime(settings, data, "elsewhere", InstantSource.system());
    assertThat(other.find(List.of()).replicas()).isEmpty();
    ProcessHandle process = ProcessHandle.of(Long.parseLong(replica.handle())).orElseThrow();
    assertThat(process.isAlive()).isTrue();
    process.destroyForcibly();
  }

  /** Checks that a command line that another installation could have too identifies nothing. */
  @Test
  void findsAnIntendedProcessWithoutAPortInItsCommandAndNoOther() throws Exception {
    ProcessRuntime killed = runtime("sleep", "1000");
    killed.start("c", "server-1", null);
    Replica ours = only(killed);
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"), "here");
    String token = files.states().getFirst().token();
    Process strangers = new ProcessBuilder("sleep", "1000").start();
    try {
      files.write(intended(ours.port(), token));
      assertThat(only(runtime("sleep", "1000")).handle()).isEqualTo(ours.handle());
    } finally {
      strangers.destroyForcibly();
    }
  }

  /** Checks that neither a changed clock nor a process id alone matters. */
  @Test
  void aProcessIsKnownByItsStartSinceBoot() throws Exception {
    ProcessRuntime runtime = real();
    runtime.start("c", "server-1", null);
    ProcessFiles files = new ProcessFiles(data.resolve("replicas"), "here");
    ProcessState state = files.states().getFirst();
    assumeThat(state.identity()).isNotNull();
    files.write(with(state, state.startedMillis() - 3_600_000, state.identity()));
    assertThat(only(runtime)).matches(Replica::running);
    var other = new ProcessIdentity("another boot", state.identity().ticks());
    files.write(with(state, state.startedMillis(), other));
    assertThat(only(runtime)).matches(replica -> !replica.alive());
    files.write(state);
  }

  private static ProcessState with(
      ProcessState state, long startedMillis, ProcessIdentity identity) {
    return new ProcessState(
        state.pid(),
        startedMillis,
        state.port(),
        state.cluster(),
        state.name(),
        state.owner(),
        state.token(),
        identity);
  }
}
