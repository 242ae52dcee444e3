package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The caches that a rehearsal records: the processes run with them, and only with matching ones.
 */
@TestMethodOrder(OrderAnnotation.class)
class RecordedStartIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Path CACHES = RunningSystem.ROOT.resolve("target").resolve("start");
  private static final Path KEY = CACHES.resolve("key");

  @TempDir static Path data;

  @BeforeAll
  static void needs() {
    TestRequirements.that(
        Files.isDirectory(Path.of("/proc/self")), "What a process maps is seen in /proc.");
  }

  @Test
  @Order(1)
  void aRehearsalThatIsKilledLeavesNothing() throws IOException, InterruptedException {
    Process launcher = RunningSystem.ringway("rehearse").start();
    await("its backend and its control plane").atMost(SOON).until(() -> rehearsing().size() >= 2);
    launcher.children().forEach(ProcessHandle::destroyForcibly);
    await("its processes end").atMost(SOON).untilAsserted(() -> assertThat(rehearsing()).isEmpty());
    await("its folder is gone").atMost(SOON).until(() -> folders().isEmpty());
    launcher.waitFor();
    assertThat(launcher.exitValue()).isEqualTo(1);
  }

  @Test
  @Order(2)
  void theProcessesRunWithWhatARehearsalRecorded() throws IOException, InterruptedException {
    assertThat(RunningSystem.run("rehearse")).doesNotContain("could not");
    assertThat(KEY).exists();
    assertThat(folders()).isEmpty();
    assertThat(rehearsing()).isEmpty();
    try (RunningSystem system = new RunningSystem(data)) {
      assertThat(cachesOf(system, "control-plane")).containsExactly("control-plane.aot");
      assertThat(cachesOf(system, "balancer")).containsExactly("balancer.aot");

      // The JVM does not notice that a jar has changed: the launcher must.
      String key = Files.readString(KEY);
      Files.writeString(KEY, "of other jars\n");
      restartBalancer();
      assertThat(cachesOf(system, "balancer")).isEmpty();

      Files.writeString(KEY, key);
      restartBalancer();
      assertThat(cachesOf(system, "balancer")).containsExactly("balancer.aot");

      Files.delete(CACHES.resolve("balancer.aot"));
      Files.writeString(CACHES.resolve("balancer.aot"), "damaged");
      restartBalancer();
      assertThat(cachesOf(system, "balancer")).isEmpty();
    } finally {
      Files.deleteIfExists(KEY);
    }
    assertThat(data.resolve("log").resolve("balancer.log")).content().doesNotContain("[warning]");
    assertThat(data.resolve("log").resolve("balancer.log")).content().doesNotContain("[error]");
  }

  private static void restartBalancer() throws IOException, InterruptedException {
    RunningSystem.run("stop", "balancer", "--data", data.toString());
    assertThat(RunningSystem.run("start", "balancer", "--data", data.toString()))
        .contains("Started the balancer");
  }

  /** Returns the recorded files that a process has mapped. */
  private static List<String> cachesOf(RunningSystem system, String part) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + system.pid(part), "maps")).stream()
        .filter(line -> line.endsWith(".aot"))
        .map(line -> line.substring(line.lastIndexOf('/') + 1))
        .distinct()
        .toList();
  }

  private static List<ProcessHandle> rehearsing() {
    String folder = CACHES.resolve("rehearsal.").toString();
    String backend = RunningSystem.ROOT.resolve("backend").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> {
          String line = process.info().commandLine().orElse("");
          return line.contains(folder)
              || (line.contains(backend) && line.contains("--id rehearsal"));
        })
        .toList();
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.list(CACHES)) {
      return files.filter(Files::isDirectory).toList();
    }
  }
}
