package io.ringway.control.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The durability of acknowledged changes when the process is killed (rows 138 and 142 of the fault
 * table).
 */
class KillIT {

  private static final int ACKNOWLEDGED = 40;

  @TempDir Path folder;

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void everyAcknowledgedChangeIsThereAfterAKill() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      acknowledged.addAll(runUntilKilled(acknowledged));
    }
    runUntilKilled(acknowledged);
  }

  /** Starts a writer, checks the state that it found, and kills it while it writes. */
  private List<String> runUntilKilled(List<String> expected) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SteadyWriter.class.getName(),
                "--ringway.data=" + folder,
                "--ringway.sample.enabled=false",
                "--ringway.replicas.runtime=none",
                "--server.port=0",
                "--logging.level.root=off")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> written = new ArrayList<>();
    List<String> found = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String line = lines.readLine();
      while (line != null && written.size() < ACKNOWLEDGED) {
        if (line.startsWith("found ")) {
          found.add(line.substring("found ".length()));
        } else if (line.startsWith("wrote ")) {
          written.add(line.substring("wrote ".length()));
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
    assertThat(written).as("the writer died by itself").hasSize(ACKNOWLEDGED);
    assertThat(found).containsAll(expected);
    return written;
  }
}
