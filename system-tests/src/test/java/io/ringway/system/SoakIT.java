package io.ringway.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the soak test, started like a user starts it; the long form takes an hour or
 * more.
 */
class SoakIT {

  private static final int LONGEST_MINUTES = 20;

  @TempDir Path folder;

  @Test
  void nothingGrowsAndWhatWasAcknowledgedIsThere() throws Exception {
    TestRequirements.that(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc");
    Path said = folder.resolve("said.txt");
    Process soak =
        RunningSystem.ringway("bench", "soak", "--minutes", "2", "--out", folder.toString())
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(soak.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      soak.destroy();
    }
    assertThat(soak.exitValue()).as(() -> evidence(said)).isZero();
    assertThat(report())
        .contains("| system | database, MiB |")
        .contains("| script: checkpoint |")
        .contains("Nothing grew")
        .doesNotContain("without servers known by name");
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    assertThat(RunningSystem.run("bench", "soak", "--minutes", "0").strip())
        .isEqualTo("bench soak: --minutes takes a number from 1 to 10,080, not 0.");
  }

  private String report() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> reports = files.filter(file -> file.endsWith("report.md")).toList();
      assertThat(reports).hasSize(1);
      return Files.readString(reports.getFirst());
    }
  }

  /** Returns all logs for the test's message, because the folder is gone after the test. */
  private String evidence(Path said) {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      text.append(Files.readString(said));
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        if (!log.getFileName().toString().startsWith("access-")) {
          text.append("--- ").append(log).append('\n');
          Files.readString(log, UTF_8)
              .lines()
              .filter(line -> line.contains("WARN") || line.contains("ERROR"))
              .forEach(line -> text.append(line).append('\n'));
        }
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }
}
